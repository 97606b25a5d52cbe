import type { MetricName } from '../../stacks/datadog/metric-catalogue';
import type { Conditions } from './conditions';
import type { MetricStore, SeriesTags } from './metric-store';
import type { Random } from './random';
import type { StackFacts } from './stack-facts';

/** One minute, as somebody in the stack measures it. */
export interface Minute {
  readonly minute: number;
  readonly conditions: Conditions;
  readonly facts: StackFacts;
  readonly random: Random;
  /** How many come in, on average, this minute. */
  readonly expected: number;
  readonly report: Report;
  /** What goes on from one minute to the next. */
  readonly memory: Memory;
}

/** A point of a metric; nothing when nothing was counted and the metric is then silent. */
export type Report = (metric: MetricName, tags: SeriesTags, sum: number, points?: number, max?: number) => void;

export interface Memory {
  /** Execution environments of chat that leave a model out, by alias. */
  readonly open: Map<string, number>;
  /** Share of requests that find the circuit open, by alias. */
  readonly leftOut: Map<string, number>;
  /** Messages in the queue of batches, and how many of those nobody can work on. */
  backlog: number;
  poisoned: number;
  dead: number;
  /** Minutes that the oldest message waits. */
  oldestMinutes: number;
  /** Samples to be judged, and how long the oldest has waited. */
  samples: number;
  samplesWaitMinutes: number;
}

export const freshMemory = (): Memory => ({
  open: new Map(),
  leftOut: new Map(),
  backlog: 0,
  poisoned: 0,
  dead: 0,
  oldestMinutes: 0,
  samples: 0,
  samplesWaitMinutes: 0,
});

export const reporter =
  (store: MetricStore, minute: number): Report =>
  (metric, tags, sum, points = 1, max) =>
    store.add(metric, tags, minute, sum, points, max);

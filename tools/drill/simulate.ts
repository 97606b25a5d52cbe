import { jobs, queueOfBatches } from './batches-seat';
import { type Conditions, FAIR } from './conditions';
import { evaluation } from './evaluation-seat';
import { background, gateway } from './gateway-seat';
import { type MetricStore, metricStore } from './metric-store';
import { random } from './random';
import { freshMemory, type Memory, reporter } from './seats';
import type { StackFacts } from './stack-facts';
import { shapeAt, sinceDeploy } from './traffic';

export interface Simulation {
  readonly facts: StackFacts;
  /** Mean of a week. */
  readonly requestsPerMinute: number;
  readonly from: number;
  readonly to: number;
  /** What came before; the metrics of `from` to `to` follow on it. */
  readonly before?: MetricStore;
  /** What is other than fair, at a minute. Default: nothing. */
  readonly conditionsAt?: (minute: number) => Partial<Conditions>;
  readonly seed: number;
}

/** The metrics of a stack, minute by minute. The same input gives the same metrics. */
export function simulate({ facts, requestsPerMinute, from, to, before, conditionsAt, seed }: Simulation): MetricStore {
  const store = metricStore(from, to, before);
  const chances = random(seed);
  const memory: Memory = freshMemory();
  for (let minute = from; minute < to; minute += 1) {
    const conditions = { ...FAIR, sinceDeploy: sinceDeploy(minute), ...conditionsAt?.(minute) };
    const at = {
      minute,
      conditions,
      facts,
      random: chances,
      expected: requestsPerMinute * shapeAt(minute) * conditions.traffic,
      report: reporter(store, minute),
      memory,
    };
    gateway(at);
    queueOfBatches(at);
    jobs(at);
    evaluation(at);
    background(at);
  }
  return store;
}

import type { ModelTarget } from '../../handlers/contract/env';
import { costUsd, promptTokens } from '../../handlers/runtime/cost';
import type { ServiceConfig } from '../../stacks/config/schema';
import { quantile } from '../quantile';
import type { Sample } from './ask';

/** Times in milliseconds, by percentile. */
export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** One promise, and whether it was kept. */
export interface SloResult {
  readonly name: 'availability' | 'latency';
  /** Share of requests that were good. */
  readonly share: number;
  readonly target: number;
  readonly held: boolean;
  /** What made a request good. */
  readonly good: string;
}

export interface Summary {
  readonly sent: number;
  readonly ok: number;
  readonly seconds: number;
  readonly latencyMs: Percentiles | undefined;
  readonly firstWordsMs: Percentiles | undefined;
  /** What went wrong, the most frequent first. */
  readonly failures: readonly { readonly outcome: string; readonly status: number; readonly count: number }[];
  readonly tokens: { readonly input: number; readonly fromPromptCache: number; readonly output: number };
  /** Absent where a model's price is not known. */
  readonly usd: number | undefined;
  readonly slos: readonly SloResult[];
}

export interface SummaryInput {
  readonly samples: readonly Sample[];
  readonly seconds: number;
  readonly models: Readonly<Record<string, ModelTarget>>;
  readonly requirements: ServiceConfig['requirements'];
}

export function summaryOf({ samples, seconds, models, requirements }: SummaryInput): Summary {
  const answered = samples.filter(({ outcome }) => outcome === 'ok');
  const times = (values: readonly (number | undefined)[]) =>
    percentilesOf(values.filter((value): value is number => value !== undefined));
  const tokens = answered.reduce(
    (sum, { usage }) =>
      usage === undefined
        ? sum
        : {
            input: sum.input + promptTokens(usage),
            fromPromptCache: sum.fromPromptCache + usage.cacheReadTokens,
            output: sum.output + usage.outputTokens,
          },
    { input: 0, fromPromptCache: 0, output: 0 },
  );
  return {
    sent: samples.length,
    ok: answered.length,
    seconds,
    latencyMs: times(answered.map(({ ms }) => ms)),
    firstWordsMs: times(answered.map(({ firstWordsMs }) => firstWordsMs)),
    failures: failuresOf(samples),
    tokens,
    usd: totalUsd(answered, models),
    slos: requirements === undefined ? [] : slosOf(samples, requirements),
  };
}

export function percentilesOf(values: readonly number[]): Percentiles | undefined {
  if (values.length === 0) return undefined;
  const at = (share: number): number => quantile(values, share);
  return { p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99), max: at(1) };
}

function failuresOf(samples: readonly Sample[]): Summary['failures'] {
  const counts = new Map<string, { outcome: string; status: number; count: number }>();
  for (const { outcome, status } of samples) {
    if (outcome === 'ok') continue;
    const key = `${status} ${outcome}`;
    counts.set(key, { outcome, status, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || (a.outcome < b.outcome ? -1 : 1));
}

function totalUsd(answered: readonly Sample[], models: SummaryInput['models']): number | undefined {
  let sum = 0;
  for (const { model, usage } of answered) {
    const target = model === undefined ? undefined : models[model];
    const usd = target === undefined || usage === undefined ? undefined : costUsd(target, usage);
    if (usd === undefined) return undefined;
    sum += usd;
  }
  return sum;
}

/** As the plan's SLOs count (stacks/datadog/slos): what is refused with a 4xx is no failure of the service. */
function slosOf(
  samples: readonly Sample[],
  { availability, latency }: NonNullable<SummaryInput['requirements']>,
): SloResult[] {
  const share = (good: (sample: Sample) => boolean): number => samples.filter(good).length / samples.length;
  const slo = (name: SloResult['name'], target: number, good: string, reached: number): SloResult => ({
    name,
    share: reached,
    target,
    held: reached >= target,
    good,
  });
  const { milliseconds } = latency;
  return [
    slo(
      'availability',
      availability,
      'no 5xx',
      share(({ status }) => status > 0 && status < 500),
    ),
    slo(
      'latency',
      latency.share,
      `within ${milliseconds} ms`,
      share(({ status, ms }) => status > 0 && ms <= milliseconds),
    ),
  ];
}

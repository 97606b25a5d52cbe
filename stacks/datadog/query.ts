import { type Countable, type Distribution, factsOfMetric, type MetricName, type TagKey } from './metric-catalogue';

/** What a tag is held against: one value, or any of several. */
type TagValue = string | readonly string[];
/** The braces of a query. A tag that the metric does not carry does not compile. */
export type Scope<M extends MetricName> = { readonly [K in TagKey<M>]?: TagValue };

/** One `aggregator:metric{scope}`. */
export interface Query {
  readonly text: string;
  readonly metric: MetricName;
  /** Read with `.as_count()`: only a sum over time makes sense of it. */
  readonly counts: boolean;
}

interface Options {
  /** Template variables of a dashboard that narrow the query, without `$`. */
  readonly variables?: readonly string[];
  /** Tag keys to draw a line for each value of. */
  readonly by?: readonly string[];
}

/** How many, or how much in all. */
export const count = <M extends Countable>(metric: M, scope: Scope<M>, options: Options = {}): Query => ({
  text: `sum:${metric}${braces(scope, options)}.as_count()`,
  metric,
  counts: true,
});

/** How many points a distribution has had. https://docs.datadoghq.com/metrics/distributions/#aggregations */
export const points = <M extends Distribution>(metric: M, scope: Scope<M>, options: Options = {}): Query => ({
  text: `count:${metric}${braces(scope, options)}.as_count()`,
  metric,
  counts: true,
});

/** A level, such as a latency or a share of memory. */
export const level = <M extends MetricName>(
  aggregator: 'avg' | 'min' | 'max',
  metric: M,
  scope: Scope<M>,
  options: Options = {},
): Query => ({ text: `${aggregator}:${metric}${braces(scope, options)}`, metric, counts: false });

function braces(scope: Readonly<Record<string, TagValue | undefined>>, { variables = [], by = [] }: Options): string {
  const terms = Object.entries(scope).flatMap(([key, value]) => {
    if (value === undefined) return [];
    if (typeof value === 'string') return [`${key}:${value}`];
    if (value.length === 0) throw new Error(`the tag ${key} is held against an empty list, which nothing can match`);
    return value.length === 1 ? [`${key}:${value[0]}`] : [`${key} IN (${value.join(', ')})`];
  });
  const all = [...terms, ...variables.map((name) => `$${name}`)];
  // Datadog takes commas or words between terms, not both: https://docs.datadoghq.com/metrics/advanced-filtering/
  const text = all.join(all.some((term) => term.includes(' IN (')) ? ' AND ' : ',');
  return `{${text}}${by.length === 0 ? '' : ` by {${by.join(',')}}`}`;
}

/** What a monitor compares, and a graph draws. */
export interface Measure {
  /** As a monitor evaluates it. */
  readonly text: string;
  /** As a graph draws it: without what keeps a monitor quiet at low volume. */
  readonly graph: Graph;
  readonly metrics: readonly MetricName[];
  readonly counts: boolean;
}

export interface Graph {
  /** Named `query1`, `query2`, ... in the formula. */
  readonly queries: readonly string[];
  readonly formula: string;
}

/** One query by itself. */
export const plain = (query: Query): Measure => ({
  text: query.text,
  graph: { queries: [query.text], formula: 'query1' },
  metrics: [query.metric],
  counts: query.counts,
});

/** A query of one metric, times a number: nanodollars as dollars. */
export const scaled = (query: Query, factor: number): Measure => ({
  ...plain(query),
  text: `${query.text} * ${factor}`,
  graph: { queries: [query.text], formula: `query1 * ${factor}` },
});

/**
 * A share or a mean that few calls cannot move: `of / (to + minimumVolume)`.
 *
 * With `.as_count()` Datadog sums over the window first and divides then, so the number is added once a window
 * (https://docs.datadoghq.com/monitors/guide/as-count-in-monitor-evaluations/). It stands for that many calls without
 * fault: against hundreds of calls it is nothing, against three it keeps the monitor quiet.
 */
export function ratio(of: Query, to: Query, minimumVolume: number): Measure {
  if (!of.counts || !to.counts) throw new Error(`a ratio is made of counts, got ${of.text} and ${to.text}`);
  return {
    text: `${of.text} / (${to.text} + ${minimumVolume})`,
    graph: { queries: [of.text, to.text], formula: 'query1 / query2' },
    metrics: [of.metric, to.metric],
    counts: true,
  };
}

/** A share of a whole of which both halves are counted: `of / (of + rest + minimumVolume)`. */
export function shareOf(of: Query, rest: Query, minimumVolume: number): Measure {
  if (!of.counts || !rest.counts) throw new Error(`a share is made of counts, got ${of.text} and ${rest.text}`);
  return {
    text: `${of.text} / (${of.text} + ${rest.text} + ${minimumVolume})`,
    graph: { queries: [of.text, rest.text], formula: 'query1 / (query1 + query2)' },
    metrics: [of.metric, rest.metric],
    counts: true,
  };
}

/**
 * The volume that lets `failures` calls, all of them failed, just reach `share`: what makes a rate a rate and a count.
 * 10 failures at 5 % give 190.
 */
export const minimumVolumeFor = (failures: number, share: number): number =>
  Math.ceil((failures * (1 - share)) / share);

/** Windows of a metric monitor: https://docs.datadoghq.com/monitors/configuration/#evaluation-window */
export type Window = '5m' | '10m' | '15m' | '30m' | '1h' | '2h' | '4h' | '1d' | '2d';

/**
 * The query of a monitor that fires above a number.
 *
 * @param over How the points of the window become one number. Counts are summed; Datadog takes nothing else for them.
 */
export function above(
  measure: Measure,
  over: 'sum' | 'avg' | 'min' | 'max',
  window: Window,
  threshold: number,
): string {
  if (measure.counts !== (over === 'sum')) {
    throw new Error(
      `${measure.counts ? 'counts are summed' : 'levels are not summed'} over a window, got "${over}" for ${measure.text}`,
    );
  }
  return `${over}(last_${window}):${measure.text} > ${numberText(threshold)}`;
}

/** How long a monitor waits for the slowest of its metrics. */
export const delayOf = (metrics: readonly MetricName[]): number =>
  Math.max(0, ...metrics.map((metric) => factsOfMetric(metric).delaySeconds));

/** Without the tail of a binary fraction: 0.05, not 0.05000000000000004. */
export const rounded = (value: number): number => Number(value.toFixed(6));

/** A number as Datadog and Terraform write it. */
export const numberText = (value: number): string => String(rounded(value));

/** `5 %` */
export const percent = (share: number): string => `${numberText(share * 100)} %`;

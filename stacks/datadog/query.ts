import { CATALOGUE, type CountName, type LevelName, type MetricName, type TagKey } from './metric-catalogue';

/**
 * Metric queries: https://docs.datadoghq.com/api/latest/monitors/#create-a-monitor. A metric that is not in the catalogue, a
 * tag that it lacks, and a percentile of what has none do not compile. The text holds literal names: a reviewer sees them.
 */

/** One value, or several of which any fits. */
export type Scope<M extends MetricName> = Partial<Record<TagKey<M>, string | readonly string[]>>;

/** How far back a monitor looks. */
export type Window = 'last_5m' | 'last_10m' | 'last_15m' | 'last_30m' | 'last_1h' | 'last_4h' | 'last_1d';

/** The text of a metric query, and the metrics it reads. */
export interface Series {
  readonly text: string;
  readonly metrics: readonly MetricName[];
}

/** What was counted: the sum over a window. */
export const count = <M extends CountName>(metric: M, scope: Scope<M>, by?: TagKey<M>): Series => ({
  text: `sum:${metric}{${scopeText(scope)}}${by === undefined ? '' : ` by {${by}}`}.as_count()`,
  metrics: [metric],
});

/** A level: average or extreme. */
export const level = <M extends LevelName>(
  aggregator: 'avg' | 'max' | 'min',
  metric: M,
  scope: Scope<M>,
  by?: TagKey<M>,
): Series => ({
  text: `${aggregator}:${metric}{${scopeText(scope)}}${by === undefined ? '' : ` by {${by}}`}`,
  metrics: [metric],
});

/** Zero where nothing was sent, so that arithmetic with it does not come to nothing. */
export const orZero = ({ text, metrics }: Series): Series => ({ text: `default_zero(${text})`, metrics });

export const minus = (a: Series, b: Series): Series => ({
  text: `${a.text} - ${b.text}`,
  metrics: [...a.metrics, ...b.metrics],
});
export const plus = (a: Series, b: Series): Series => ({
  text: `${a.text} + ${b.text}`,
  metrics: [...a.metrics, ...b.metrics],
});

export interface MonitorQuery {
  readonly query: string;
  readonly critical: number;
  readonly metrics: readonly MetricName[];
}

/** A level or a sum against a threshold. */
export const above = (
  window: Window,
  by: 'avg' | 'max' | 'min' | 'sum',
  { text, metrics }: Series,
  critical: number,
): MonitorQuery => ({
  query: `${by}(${window}):${text} > ${critical}`,
  critical,
  metrics,
});

export interface Share {
  readonly bad: Series;
  readonly all: Series;
  readonly window: Window;
  /** 0 to 1. */
  readonly critical: number;
  /** This many bad ones or fewer never alert, however few there are in all. */
  readonly minimumBad: number;
}

/**
 * The share of bad ones against a threshold, with a minimum volume in the query itself: `bad / (all + minimumBad / critical)`.
 * With little traffic the constant outweighs it and one failure of one is no alert; with much it vanishes. With `as_count`
 * Datadog adds up each series over the window first and calculates then:
 * https://docs.datadoghq.com/monitors/guide/as-count-in-monitor-evaluations/
 */
export const share = ({ bad, all, window, critical, minimumBad }: Share): MonitorQuery => ({
  query: `sum(${window}):${grouped(bad.text)} / (${all.text} + ${rounded(minimumBad / critical)}) > ${critical}`,
  critical,
  metrics: [...bad.metrics, ...all.metrics],
});

/** Longest delay of the metrics in a query, in seconds. */
export const delaySeconds = (metrics: readonly MetricName[]): number =>
  Math.max(0, ...metrics.map((metric) => CATALOGUE[metric].delaySeconds));

/** Whether all metrics of a query are confirmed. */
export const confirmed = (metrics: readonly MetricName[]): boolean =>
  metrics.every((metric) => CATALOGUE[metric].confirmed);

/** At most this many digits behind the point: what people and messages show. */
export const rounded = (value: number, digits = 4): number => Number(value.toFixed(digits));

function scopeText(scope: Readonly<Record<string, string | readonly string[] | undefined>>): string {
  const terms = Object.entries(scope).flatMap(([key, value]) =>
    value === undefined ? [] : [typeof value === 'string' ? `${key}:${value}` : `${key} IN (${value.join(', ')})`],
  );
  // a list of alternatives is part of the boolean form, which has no commas
  return terms.join(terms.some((term) => term.includes(' IN ')) ? ' AND ' : ',');
}

const grouped = (text: string): string => (/ [-+] /.test(text) ? `(${text})` : text);

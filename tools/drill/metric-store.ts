import { isNothing, NOTHING } from './nothing';
export type SeriesTags = Readonly<Record<string, string>>;

/** One series, a point a minute. Where nothing was measured, nothing is: NaN. */
export interface Series {
  readonly tags: SeriesTags;
  readonly sum: Float64Array;
  /** Values that the minute's point is made of. */
  readonly points: Float64Array;
  /** Largest of them; absent where all are alike. */
  max?: Float64Array;
}

/** Every metric in a span of minutes, behind which an earlier span may lie. */
export interface MetricStore {
  readonly from: number;
  /** First minute that is not in it. */
  readonly to: number;
  readonly before?: MetricStore;
  /** One value at a minute; or `points` of them that add up to it. */
  add(metric: string, tags: SeriesTags, minute: number, sum: number, points?: number, max?: number): void;
  seriesOf(metric: string): readonly Series[];
  readonly metrics: ReadonlySet<string>;
}

export function metricStore(from: number, to: number, before?: MetricStore): MetricStore {
  const byMetric = new Map<string, Map<string, Series>>();
  const empty = (): Float64Array => new Float64Array(to - from).fill(NOTHING);
  const seriesFor = (metric: string, tags: SeriesTags): Series => {
    const all = byMetric.get(metric) ?? new Map<string, Series>();
    byMetric.set(metric, all);
    const key = Object.values(tags).join('\n');
    const series = all.get(key) ?? { tags, sum: empty(), points: empty() };
    all.set(key, series);
    return series;
  };
  return {
    from,
    to,
    ...(before === undefined ? {} : { before }),
    add: (metric, tags, minute, sum, points = 1, max) => {
      const at = minute - from;
      if (at < 0 || at >= to - from) throw new Error(`minute ${minute} is not in ${from} to ${to}`);
      const series = seriesFor(metric, tags);
      const seen = !isNothing(series.sum[at] ?? NOTHING);
      series.sum[at] = (seen ? (series.sum[at] ?? 0) : 0) + sum;
      series.points[at] = (seen ? (series.points[at] ?? 0) : 0) + points;
      if (max === undefined) return;
      series.max ??= empty();
      series.max[at] = seen ? Math.max(series.max[at] ?? max, max) : max;
    },
    seriesOf: (metric) => [...(byMetric.get(metric)?.values() ?? [])],
    get metrics() {
      return new Set(byMetric.keys());
    },
  };
}

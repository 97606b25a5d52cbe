import type { Filter, MetricQuery } from '../../stacks/checks/query-syntax/syntax-tree';
import type { MetricStore, Series, SeriesTags } from './metric-store';
import { isNothing, max, min, NOTHING } from './nothing';

/** Values of the tags that a query is grouped by, in its order. */
export type Group = readonly string[];

/** Whether a series is within the braces of a query. */
export function matches(filter: Filter, tags: SeriesTags): boolean {
  switch (filter.kind) {
    case 'everything':
      return true;
    case 'tag':
      return valueMatches(filter.value, tags[filter.key]);
    case 'in':
      return filter.values.some((value) => valueMatches(value, tags[filter.key]));
    case 'not':
      return !matches(filter.of, tags);
    case 'and':
      return filter.of.every((part) => matches(part, tags));
    case 'or':
      return filter.of.some((part) => matches(part, tags));
    default:
      return false;
  }
}

const valueMatches = (wanted: string, actual: string | undefined): boolean =>
  actual !== undefined && (wanted === actual || (wanted.endsWith('*') && actual.startsWith(wanted.slice(0, -1))));

/** Groups that a query falls into anywhere in a store. */
export function groupsOf(query: MetricQuery, store: MetricStore): Group[] {
  const found = new Map<string, Group>();
  for (let part: MetricStore | undefined = store; part !== undefined; part = part.before)
    for (const { tags } of part.seriesOf(query.metric))
      if (matches(query.filter, tags)) {
        const group = query.by.map((key) => tags[key] ?? 'N/A');
        found.set(group.join('\n'), group);
      }
  return [...found.values()];
}

/** A query's points in [from, to), by its space aggregator over the series of one group. NaN where there is none. */
export function pointsOf(query: MetricQuery, group: Group, store: MetricStore, from: number, to: number): Float64Array {
  const values = new Float64Array(to - from).fill(NOTHING);
  for (let part: MetricStore | undefined = store, end = to; part !== undefined; part = part.before) {
    const start = max(from, part.from);
    const own = part
      .seriesOf(query.metric)
      .filter(({ tags }) => matches(query.filter, tags))
      .filter(({ tags }) => query.by.every((key, index) => (tags[key] ?? 'N/A') === group[index]));
    for (let minute = start; minute < min(end, part.to); minute += 1) {
      values[minute - from] = together(query.aggregator, own, minute - part.from);
    }
    end = min(end, part.from);
  }
  return values;
}

function together(aggregator: string, all: readonly Series[], at: number): number {
  let sum = NOTHING;
  let points = 0;
  let most = NOTHING;
  let least = NOTHING;
  for (const series of all) {
    const value = series.sum[at] ?? NOTHING;
    if (isNothing(value)) continue;
    const number = series.points[at] ?? 1;
    const mean = value / max(1, number);
    sum = isNothing(sum) ? value : sum + value;
    points += number;
    const largest = series.max?.[at] ?? mean;
    most = isNothing(most) ? largest : max(most, largest);
    least = isNothing(least) ? mean : min(least, mean);
  }
  if (aggregator === 'sum') return sum;
  if (aggregator === 'count') return isNothing(sum) ? sum : points;
  if (aggregator === 'max') return most;
  if (aggregator === 'min') return least;
  return sum / points;
}

/** Why a query cannot be evaluated, or nothing. */
export function notEvaluable(query: MetricQuery): string | undefined {
  if (!['sum', 'avg', 'min', 'max', 'count'].includes(query.aggregator)) return `the aggregator ${query.aggregator}`;
  const strange = query.modifiers.find(({ name }) => name !== 'as_count');
  return strange === undefined ? undefined : `.${strange.name}()`;
}

import { metricsIn } from '../../stacks/checks/queries';
import type { Expression, MetricQuery } from '../../stacks/checks/query-syntax/syntax-tree';
import { CATALOGUE, type MetricFacts } from '../../stacks/datadog/metric-catalogue';
import type { MetricStore } from './metric-store';
import { isNothing, max, min, NOTHING } from './nothing';
import { type Group, groupsOf, notEvaluable, pointsOf } from './points';

const FACTS: Readonly<Record<string, MetricFacts>> = CATALOGUE;

/** Minutes after which a point of a metric is there. */
export const arrivalOf = (metric: string): number => Math.ceil((FACTS[metric]?.delaySeconds ?? 0) / 60);

/** A number of a window that ends at `end`, of which only what has arrived by `now` counts; NaN: no data. */
export type Measured = (end: number, minutes: number, now: number) => number;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Why an expression cannot be evaluated honestly, or nothing. */
export function expressionProblem(expression: Expression, aggregator: string): string | undefined {
  const call = strangeIn(expression);
  if (call !== undefined) return call;
  const metrics = metricsIn(expression);
  const problem = metrics.map(notEvaluable).find((found) => found !== undefined);
  if (problem !== undefined) return problem;
  const counts = metrics.filter(isCount);
  if (counts.length > 0 && (counts.length < metrics.length || aggregator !== 'sum'))
    return 'counts beside levels, or not summed';
  return ['sum', 'avg', 'min', 'max'].includes(aggregator) ? undefined : `${aggregator}() over a window`;
}

function strangeIn(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'call':
      return `${expression.name}()`;
    case 'text':
    case 'named':
      return 'a text where a number is due';
    case 'negative':
      return strangeIn(expression.of);
    case 'operation':
      return strangeIn(expression.left) ?? strangeIn(expression.right);
    default:
      return undefined;
  }
}

const isCount = ({ modifiers }: MetricQuery): boolean => modifiers.some(({ name }) => name === 'as_count');

/** Groups that an expression alerts for: those of its grouped queries, or one for all. */
export function groupsIn(expression: Expression, store: MetricStore): Group[] {
  const grouped = metricsIn(expression).filter(({ by }) => by.length > 0);
  if (grouped.length === 0) return [[]];
  return [
    ...new Map(
      grouped.flatMap((query) => groupsOf(query, store)).map((group): [string, Group] => [group.join('\n'), group]),
    ).values(),
  ];
}

/**
 * How Datadog evaluates an expression over a window. Counts: each side is summed over the window first, and then divided
 * (https://docs.datadoghq.com/monitors/guide/as-count-in-monitor-evaluations/). Levels: minute by minute, then reduced. A
 * side without a single point has no value, and neither has what is made of it.
 */
export function measured(
  expression: Expression,
  aggregator: string,
  group: Group,
  store: MetricStore,
  span: Span,
): Measured {
  const counts = metricsIn(expression).some(isCount);
  return counts ? summed(expression, group, store, span) : reduced(expression, aggregator, group, store, span);
}

/** Events that an SLO counts: where there is no point, there was none. */
export const counted = (expression: Expression, store: MetricStore, span: Span): Measured =>
  summed(expression, [], store, span, 0);

function summed(expression: Expression, group: Group, store: MetricStore, span: Span, absent = NOTHING): Measured {
  switch (expression.kind) {
    case 'number':
      return () => expression.value;
    case 'negative': {
      const of = summed(expression.of, group, store, span, absent);
      return (...at) => -of(...at);
    }
    case 'operation': {
      const left = summed(expression.left, group, store, span, absent);
      const right = summed(expression.right, group, store, span, absent);
      return (...at) => calculated(expression.operator, left(...at), right(...at));
    }
    case 'metric':
      return sums(expression, group, store, span, absent);
    default:
      return () => NOTHING;
  }
}

function sums(query: MetricQuery, group: Group, store: MetricStore, { from, to }: Span, absent: number): Measured {
  const values = pointsOf(query, query.by.length === 0 ? [] : group, store, from, to);
  const upTo = new Float64Array(values.length + 1);
  const seen = new Float64Array(values.length + 1);
  values.forEach((value, at) => {
    const none = isNothing(value);
    upTo[at + 1] = (upTo[at] ?? 0) + (none ? 0 : value);
    seen[at + 1] = (seen[at] ?? 0) + (none ? 0 : 1);
  });
  const arrival = arrivalOf(query.metric);
  const inside = (minute: number): number => min(max(minute - from, 0), values.length);
  return (end, minutes, now) => {
    const last = inside(min(end, now - arrival));
    const first = min(inside(end - minutes), last);
    return (seen[last] ?? 0) === (seen[first] ?? 0) ? absent : (upTo[last] ?? 0) - (upTo[first] ?? 0);
  };
}

function reduced(expression: Expression, aggregator: string, group: Group, store: MetricStore, span: Span): Measured {
  const arrival = max(...metricsIn(expression).map(({ metric }) => arrivalOf(metric)));
  const values = minuteByMinute(expression, group, store, span);
  return (end, minutes, now) => {
    let found = NOTHING;
    let number = 0;
    for (let minute = max(end - minutes, span.from); minute < min(end, now - arrival, span.to); minute += 1) {
      const value = values[minute - span.from] ?? NOTHING;
      if (isNothing(value)) continue;
      number += 1;
      if (number === 1) found = value;
      else if (aggregator === 'max') found = max(found, value);
      else if (aggregator === 'min') found = min(found, value);
      else found += value;
    }
    return aggregator === 'avg' ? found / number : found;
  };
}

function minuteByMinute(expression: Expression, group: Group, store: MetricStore, span: Span): Float64Array {
  const length = span.to - span.from;
  switch (expression.kind) {
    case 'number':
      return new Float64Array(length).fill(expression.value);
    case 'negative':
      return minuteByMinute(expression.of, group, store, span).map((value) => -value);
    case 'operation': {
      const right = minuteByMinute(expression.right, group, store, span);
      return minuteByMinute(expression.left, group, store, span).map((value, at) =>
        calculated(expression.operator, value, right[at] ?? NOTHING),
      );
    }
    case 'metric':
      return pointsOf(expression, expression.by.length === 0 ? [] : group, store, span.from, span.to);
    default:
      return new Float64Array(length).fill(NOTHING);
  }
}

function calculated(operator: '+' | '-' | '*' | '/', left: number, right: number): number {
  if (operator === '+') return left + right;
  if (operator === '-') return left - right;
  if (operator === '*') return left * right;
  return right === 0 ? NOTHING : left / right;
}

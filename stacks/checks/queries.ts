import { type Parsed, parseGraphQuery, parseMonitorQuery } from './query-syntax/parse-query';
import type { Expression, Filter, MetricQuery, MonitorQuery } from './query-syntax/syntax-tree';

/** One `key:value` inside the braces of a query. */
export interface ScopeTag {
  readonly key: string;
  readonly value: string;
  /** `key:value`, without what negates it. */
  readonly text: string;
  /** Whether the query leaves it out: `!key:value`, `NOT key:value`. */
  readonly negated: boolean;
}

/** One `metric{...}` of a query, its braces as lists. */
export interface Scope {
  readonly metric: string;
  readonly tags: readonly ScopeTag[];
  /** Names of dashboard template variables that stand alone, `$env`. */
  readonly variables: readonly string[];
  /** What is neither: a bare word. */
  readonly words: readonly string[];
}

/** A query, read once for all checks. */
export interface Query<T = unknown> {
  readonly text: string;
  /** Absent where it is not in Datadog's syntax; `problem` says why. */
  readonly tree?: T;
  readonly problem?: string;
  /** What it computes of metrics; absent of searches, SLO alerts and composites. */
  readonly expression?: Expression;
  /** Every metric in it. */
  readonly metrics: readonly MetricQuery[];
  readonly scopes: readonly Scope[];
  /** The metrics as text, whatever way they were written: equal where two queries read the same. */
  readonly metricTexts: readonly string[];
}

/** @param type Of the monitor: `query alert`, `composite`, ... */
export const readMonitorQuery = (type: string, text: string): Query<MonitorQuery> =>
  query(text, parseMonitorQuery(type, text), (tree) => (tree.kind === 'metric' ? tree.expression : undefined));

/** What a graph draws, or an SLO counts. */
export const readGraphQuery = (text: string): Query<Expression> => query(text, parseGraphQuery(text), (tree) => tree);

function query<T>(text: string, parsed: Parsed<T>, expressionOf: (tree: T) => Expression | undefined): Query<T> {
  if ('problem' in parsed) return { text, problem: parsed.problem, metrics: [], scopes: [], metricTexts: [] };
  const expression = expressionOf(parsed.tree);
  const metrics = expression === undefined ? [] : metricsIn(expression);
  return {
    text,
    tree: parsed.tree,
    ...(expression === undefined ? {} : { expression }),
    metrics,
    scopes: metrics.map(scopeOf),
    metricTexts: metrics.map((metric) => JSON.stringify(metric)),
  };
}

/** Every metric of an expression, at whatever depth. */
export function metricsIn(expression: Expression): MetricQuery[] {
  switch (expression.kind) {
    case 'metric':
      return [expression];
    case 'call':
      return expression.args.flatMap(metricsIn);
    case 'named':
      return metricsIn(expression.value);
    case 'negative':
      return metricsIn(expression.of);
    case 'operation':
      return [...metricsIn(expression.left), ...metricsIn(expression.right)];
    default:
      return [];
  }
}

function scopeOf({ metric, filter }: MetricQuery): Scope {
  const terms = termsOf(filter, false);
  return {
    metric,
    tags: terms.flatMap((term) => ('key' in term ? [term] : [])),
    variables: terms.flatMap((term) => ('variable' in term ? [term.variable] : [])),
    words: terms.flatMap((term) => ('word' in term ? [term.word] : [])),
  };
}

type Term = ScopeTag | { readonly variable: string } | { readonly word: string };

function termsOf(filter: Filter, negated: boolean): Term[] {
  switch (filter.kind) {
    case 'everything':
      return [];
    case 'tag':
      return [tag(filter.key, filter.value, negated)];
    case 'in':
      return filter.values.map((value) => tag(filter.key, value, negated));
    case 'variable':
      return [{ variable: filter.name }];
    case 'word':
      return [{ word: filter.text }];
    case 'not':
      return termsOf(filter.of, !negated);
    default:
      return filter.of.flatMap((part) => termsOf(part, negated));
  }
}

const tag = (key: string, value: string, negated: boolean): ScopeTag => ({
  key,
  value,
  text: `${key}:${value}`,
  negated,
});

/** `key:value`, cut at the first colon: a value may hold more of them. */
export function tagOf(text: string): ScopeTag {
  const colon = text.indexOf(':');
  return tag(text.slice(0, colon), text.slice(colon + 1), false);
}

/** Whether a query of any kind holds a tag as a whole: `queuename:jobs` is not in `queuename:jobs-dead`. */
export const hasTag = ({ scopes, text }: Query, wanted: string): boolean =>
  // `IN (a, b)` takes key and value apart; where the value is not in the text at all, there is nothing to look at
  text.includes(wanted.slice(wanted.indexOf(':') + 1)) &&
  (scopes.some(({ tags }) => tags.some((found) => found.text === wanted && !found.negated)) ||
    // searches of logs and events have no braces
    text.split(/[\s"'()]+/).includes(wanted));

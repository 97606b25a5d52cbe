import type { Check, Facts, KnownMetric, Problem } from './check';
import { type QueryAt, queriesOf } from './queries-of';
import type { Expression, MetricQuery } from './query-syntax/syntax-tree';

/** Every query of a monitor, an SLO or a widget is one that Datadog can read. */
export const everyQueryParses: Check = (facts) =>
  queriesOf(facts).flatMap(({ address, query: { text, problem } }) =>
    problem === undefined
      ? []
      : [
          {
            resource: address,
            problem: `${problem} (in ${text})`,
            fix: 'build the query with stacks/datadog/query.ts',
          },
        ],
  );

/** Every metric of a query exists, is split and filtered by tags that it carries, and is read as what it is. */
export const everyMetricIsKnown: Check = (facts) =>
  queriesOf(facts).flatMap((at) =>
    at.query.metrics.flatMap((metric) => misread(metric, facts.metrics).map((why) => problem(at, why))),
  );

const CATALOGUE = 'what there is stands in stacks/datadog/metric-catalogue.ts, with where it is written down';

const problem = ({ address, query }: QueryAt, why: string): Problem => ({
  resource: address,
  problem: `${why} (in ${query.text})`,
  fix: CATALOGUE,
});

/** Aggregators over the sources of a metric: https://docs.datadoghq.com/metrics/#time-and-space-aggregation */
const PERCENTILE = /^p\d+(\.\d+)?$/;

function misread({ metric, aggregator, filter, by, modifiers }: MetricQuery, metrics: Facts['metrics']): string[] {
  const known = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined;
  if (known === undefined) return [`there is no metric ${metric}`];
  const keys = [...new Set([...keysOf(filter), ...by])].filter((key) => !known.tags.includes(key));
  return [
    ...keys.map((key) => `${metric} carries no tag ${key}; it has ${known.tags.join(', ')}`),
    ...misaggregated(
      aggregator,
      modifiers.some(({ name }) => name === 'as_count'),
      metric,
      known,
    ),
  ];
}

function misaggregated(aggregator: string, asCount: boolean, metric: string, { type }: KnownMetric): string[] {
  if (PERCENTILE.test(aggregator)) {
    return [
      `${metric} has no percentiles: those of a distribution must be switched on first, and no other type has any`,
    ];
  }
  const counts = aggregator.startsWith('count');
  if (counts && type !== 'distribution') return [`${metric} is a ${type}, whose points cannot be counted`];
  if (asCount && type === 'gauge') return [`${metric} is a gauge, of which a count makes no sense`];
  // without it Datadog averages the rate of the count over the window
  if ((counts || aggregator === 'sum') && !asCount && type !== 'gauge') {
    return [`${metric} is summed without .as_count(), which makes it a rate per second`];
  }
  return [];
}

function keysOf(filter: MetricQuery['filter']): string[] {
  switch (filter.kind) {
    case 'tag':
    case 'in':
      return [filter.key];
    case 'not':
      return keysOf(filter.of);
    case 'and':
    case 'or':
      return filter.of.flatMap(keysOf);
    default:
      return [];
  }
}

/** What is added or subtracted is of one unit, and so is what is compared with a share. */
export const unitsFit: Check = (facts) =>
  queriesOf(facts).flatMap((at) => {
    const { expression } = at.query;
    return expression === undefined ? [] : mixed(expression, facts.metrics).map((why) => problem(at, why));
  });

/** Places where units are mixed. */
function mixed(expression: Expression, metrics: Facts['metrics']): string[] {
  switch (expression.kind) {
    case 'operation': {
      const { left, right, operator } = expression;
      const inside = [...mixed(left, metrics), ...mixed(right, metrics)];
      if (operator !== '+' && operator !== '-') return inside;
      const [a, b] = [unitOf(left, metrics), unitOf(right, metrics)];
      return a === undefined || b === undefined || a === b ? inside : [...inside, `${a} and ${b} are no sum`];
    }
    case 'call':
      return expression.args.flatMap((arg) => mixed(arg, metrics));
    case 'negative':
      return mixed(expression.of, metrics);
    default:
      return [];
  }
}

/** Unit of an expression, `1` of a share; absent where it says nothing of it, as of a plain number. */
function unitOf(expression: Expression, metrics: Facts['metrics']): string | undefined {
  switch (expression.kind) {
    case 'metric': {
      const unit = metrics[expression.metric]?.unit;
      // points are counted whatever they measure
      return expression.aggregator.startsWith('count') ? 'point' : unit;
    }
    case 'negative':
      return unitOf(expression.of, metrics);
    case 'operation': {
      const [left, right] = [unitOf(expression.left, metrics), unitOf(expression.right, metrics)];
      if (expression.operator === '/') return left !== undefined && left === right ? '1' : undefined;
      return expression.operator === '*' ? undefined : (left ?? right);
    }
    default:
      return undefined;
  }
}

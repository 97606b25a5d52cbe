import * as fc from 'fast-check';
import { parseGraphQuery, parseMonitorQuery } from '../../../stacks/checks/query-syntax/parse-query';
import type { MonitorQuery } from '../../../stacks/checks/query-syntax/syntax-tree';

const tree = (text: string, type = 'query alert'): MonitorQuery => {
  const parsed = parseMonitorQuery(type, text);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed.tree;
};

/** The forms in which public libraries of monitors write their queries, each once. */
const FORMS: readonly (readonly [type: string, query: string])[] = [
  ['metric alert', 'avg(last_5m):avg:system.load.1{*} by {host} > 3.5'],
  ['metric alert', 'max(last_1h):system.cpu.idle{*} by {host,env} < 10'],
  ['metric alert', 'min(last_15m):min:synthetics.SuccessPercent{canaryname:*-production} by {canaryname} < 80'],
  ['metric alert', 'sum(last_5m): sum:requests.error{*}.as_rate() / sum:requests.total{*}.as_rate() >= .05'],
  [
    'query alert',
    'sum(last_5m):(sum:app.errors{env:prod}.as_count() / sum:app.requests{env:prod}.as_count()) * 100 > 5',
  ],
  [
    'query alert',
    'sum(last_10m):100 * ( sum:a.b{x:y}.as_count() - sum:a.c{x:y}.as_count() ) / sum:a.b{x:y}.as_count() > 1e2',
  ],
  ['query alert', 'avg(last_5m):p95:trace.web.request.duration{env:prod,service:api-gateway} > 2'],
  ['query alert', 'percentile(last_5m):p99:trace.web.request{env:prod} > 2'],
  [
    'query alert',
    'sum(last_5m):count(v: v>=300):app.latency{env:prod}.as_count() / count:app.latency{env:prod}.as_count() > 0.1',
  ],
  ['query alert', 'change(avg(last_5m),last_1h):avg:system.load.1{*} > 10'],
  [
    'query alert',
    'pct_change(sum(last_1h),1d):sum:aws.lambda.estimated_cost{a_stack-id:x} by {functionname}.as_count() > 20',
  ],
  [
    'query alert',
    "avg(last_4h):anomalies(sum:a.b{*}.as_count(), 'agile', 3, direction='both', alert_window='last_15m', interval=60, count_default_zero='true', seasonality='weekly') >= 1",
  ],
  ['query alert', "avg(last_15m):outliers(avg:a.b{service:x} by {host}, 'dbscan', 3) > 0"],
  [
    'query alert',
    "max(next_1w):forecast(avg:system.disk.in_use{*} by {host,device}, 'linear', 1, interval='60m', history='1w', model='default') >= 0.9",
  ],
  [
    'query alert',
    'avg(last_10m):default_zero(sum:a.b{x:y}.fill(zero).rollup(sum, 60)) + clamp_min(avg:c.d{*}, 0) > -1',
  ],
  [
    'query alert',
    'sum(last_1h):moving_rollup(sum:a.b{*}.as_count(), 600, "sum") - timeshift(sum:a.b{*}.as_count(), -86400) > 0',
  ],
  ['query alert', 'avg(current_1d):abs(ewma_20(avg:a.b{*})) > 4'],
  ['query alert', "avg(last_5m):top(avg:a.b{$scope,env:prod} by {host}, 10, 'mean', 'desc') > 4"],
  [
    'query alert',
    'avg(last_5m):avg:a.b{env:prod AND (service:a OR service:b) AND NOT region IN (us-east-1, eu-west-1)} > 4',
  ],
  ['query alert', 'avg(last_5m):avg:a.b{!env:dev,-service:x,@http.status:5*,host NOT IN (a,b)}by{host} > 4'],
  ['query alert', 'avg(last_5m):avg:a.b{dbinstance:${module.db.id},${local.env_filter}} > ${var.threshold}'],
  ['log alert', 'logs("service:x status:error -status:(warn OR info)").index("*").rollup("count").last("5m") > 5'],
  [
    'log alert',
    'logs("\\"Some.Exception:\\" @a.b:[1 TO 5]").index("main").rollup("cardinality", "@usr.id").by("pod,ns").last("1h") >= 50',
  ],
  ['log alert', 'formula("query1 / query2 * 100").last("15m") > 3'],
  ['event-v2 alert', 'events("source:watchdog env:(PROD OR prod)").rollup("count").by("story_key").last("30m") > 0'],
  [
    'trace-analytics alert',
    "trace-analytics(\"env:prod operation_name:x\").index(\"trace-search\").rollup('pc95', '@duration').last('5m') > 2e9",
  ],
  ['rum alert', 'rum("@type:error @application.id:x").rollup("count").by("@view.name").last("1h") > 100'],
  ['process alert', "processes('java').over('host:x').rollup('count').last('5m') < 1"],
  ['service check', '"datadog.agent.up".over("env:prod").exclude("host:x").by("host").last(3).count_by_status()'],
  ['service check', '"ntp.in_sync".over("*").by("*").last(2).pct_by_status()'],
  [
    'error-tracking alert',
    'error-tracking("service:x").source("backend").new().rollup("count").by("@issue.id").last("1d") >= 1',
  ],
  ['cost alert', 'formula("query1").last("30d").anomaly(direction="both") > 6'],
  ['slo alert', 'burn_rate("abc").over("30d").long_window("1h").short_window("5m") > 14.4'],
  ['slo alert', 'error_budget("${datadog_service_level_objective.x.id}").over("7d") > 75'],
  ['composite', '12345 && !67890'],
  ['composite', '(${datadog_monitor.a.id} || ${datadog_monitor.b.id}) && ! ${datadog_monitor.c.id}'],
];

it.each(FORMS)('reads a %s: %s', (type, query) => expect(parseMonitorQuery(type, query)).toHaveProperty('tree'));

it('keeps what a query says', () => {
  expect(
    tree(
      'sum(last_10m):sum:a.b{env:prod,!region:x}.as_count() / (sum:a.c{env IN (a, b)} by {host}.as_count() + 19) > 0.05',
    ),
  ).toEqual({
    kind: 'metric',
    evaluation: { aggregator: 'sum', window: '10m', ahead: false },
    comparator: '>',
    threshold: 0.05,
    expression: {
      kind: 'operation',
      operator: '/',
      left: {
        kind: 'metric',
        aggregator: 'sum',
        metric: 'a.b',
        filter: {
          kind: 'and',
          of: [
            { kind: 'tag', key: 'env', value: 'prod' },
            { kind: 'not', of: { kind: 'tag', key: 'region', value: 'x' } },
          ],
        },
        by: [],
        modifiers: [{ name: 'as_count', args: [] }],
      },
      right: {
        kind: 'operation',
        operator: '+',
        left: {
          kind: 'metric',
          aggregator: 'sum',
          metric: 'a.c',
          filter: { kind: 'in', key: 'env', values: ['a', 'b'] },
          by: ['host'],
          modifiers: [{ name: 'as_count', args: [] }],
        },
        right: { kind: 'number', value: 19 },
      },
    },
  });
});

it('multiplies before it adds, and takes equals from the left', () => {
  const parsed = parseGraphQuery('1 - 2 - 3 * 4');
  expect(parsed).toMatchObject({
    tree: { operator: '-', left: { operator: '-', right: { value: 2 } }, right: { operator: '*', left: { value: 3 } } },
  });
});

it.each([
  ['sum(last_5m):sum:a.b{env:prod > 5', /expected "," or "}" at character 31, got "> 5"/],
  ['sum(last_5m):sum:a.b{env:prod} >', /expected a number to compare with at character 33, got the end/],
  ['sum(last_5m):sum:a.b{env:prod}', /expected a comparison/],
  ['sum(last_5m):sum:a.b{env:} > 5', /expected a value of env/],
  ['sum(last_5m):sum:a.b > 5', /expected "{"/],
  ['sum(last_5m):(sum:a.b{*} > 5', /expected "\)"/],
  ['sum(last_5m):sum:a.b{*} > 5 oops', /expected the end at character 29, got "oops"/],
  ['sum(last_5m) sum:a.b{*} > 5', /expected ":"/],
  ['burn_rate("x.over("30d") > 5', /expected "," or "\)"/],
  ['burn_rate("x) > 5', /expected the closing "/],
])('says what is wrong with %s, and where', (query, expected) => {
  expect(parseMonitorQuery('query alert', query)).toEqual({ problem: expect.stringMatching(expected) });
});

it('never throws, whatever it is given', () => {
  const pieces = fc.constantFrom(
    'sum(last_5m):',
    'a.b',
    '{',
    '}',
    '(',
    ')',
    'env:prod',
    ' AND ',
    '"',
    "'",
    ' > ',
    '5',
    '${x.y.id}',
    '.',
    ',',
    '*',
    '-',
    '/',
    'by {host}',
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(texts, fc.constantFrom('query alert', 'composite', 'slo alert'), (text, type) => {
      const parsed = parseMonitorQuery(type, text);
      expect('tree' in parsed || parsed.problem.startsWith('expected ')).toBe(true);
    }),
  );
});

import { everyMetricIsKnown, everyQueryParses, unitsFit } from '../../../stacks/checks/every-query-makes-sense';
import { monitor, monitors, problems } from './facts';

const query = (text: string) => monitors({ m: monitor({ query: text }) });
const ERRORS = 'sum:aws.lambda.errors{functionname:x}.as_count()';
const CALLS = 'sum:aws.lambda.invocations{functionname:x}.as_count()';

it('finds a query that Datadog cannot read, and accepts one that it can', () => {
  expect(problems(everyQueryParses, query('sum(last_5m):sum:a.b{functionname:x > 5'))).toEqual([
    expect.stringMatching(/datadog_monitor\.m: expected "," or "}" at character/),
  ]);
  expect(problems(everyQueryParses, query(`sum(last_5m):${ERRORS} > 5`))).toEqual([]);
});

it.each([
  [`sum(last_5m):sum:aws.lambda.errorz{functionname:x}.as_count() > 5`, /there is no metric aws\.lambda\.errorz/],
  [`sum(last_5m):sum:toString{functionname:x}.as_count() > 5`, /there is no metric toString/],
  [
    `sum(last_5m):sum:aws.lambda.errors{queuename:x}.as_count() > 5`,
    /carries no tag queuename; it has functionname, region/,
  ],
  [`sum(last_5m):sum:aws.lambda.errors{region:x} by {host}.as_count() > 5`, /carries no tag host/],
  [`avg(last_5m):p95:gateway.latency{env:prod} > 5`, /has no percentiles/],
  [
    `sum(last_5m):sum:aws.lambda.concurrency{functionname:x}.as_count() > 5`,
    /is a gauge, of which a count makes no sense/,
  ],
  [`sum(last_5m):sum:aws.lambda.errors{functionname:x} > 5`, /summed without \.as_count\(\)/],
  [`sum(last_5m):count:aws.lambda.errors{functionname:x}.as_count() > 5`, /whose points cannot be counted/],
])('finds what is misread in %s', (text, expected) => {
  expect(problems(everyMetricIsKnown, query(text))).toEqual([expect.stringMatching(expected)]);
});

it.each([
  `sum(last_5m):${ERRORS} / (${CALLS} + 19) > 0.05`,
  'avg(last_5m):max:gateway.latency{env:prod} by {model_alias} > 5',
  'sum(last_5m):sum:gateway.latency{env:prod}.as_count() / count:gateway.latency{env:prod}.as_count() > 5',
  'avg(last_5m):avg:aws.lambda.concurrency{functionname:x} > 5',
])('accepts %s', (text) => {
  expect(problems(everyMetricIsKnown, query(text))).toEqual([]);
  expect(problems(unitsFit, query(text))).toEqual([]);
});

it('finds apples added to pears, in a monitor and in a widget', () => {
  const sum = `${ERRORS} + avg:aws.lambda.concurrency{functionname:x}`;
  expect(problems(unitsFit, query(`sum(last_5m):(${sum}) / 2 > 5`))).toEqual([
    expect.stringMatching(/error and execution are no sum/),
  ]);
  const widgets = [{ definition: { requests: [{ queries: [{ query: sum }] }] } }];
  const plan = { resource: { datadog_dashboard_json: { d: { dashboard: JSON.stringify({ widgets }) } } } };
  expect(problems(unitsFit, { plan })).toHaveLength(1);
});

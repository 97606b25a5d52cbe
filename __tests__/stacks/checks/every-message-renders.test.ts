import { everyMessageRenders } from '../../../stacks/checks/every-message-renders';
import { everyPageIsConfirmed } from '../../../stacks/checks/every-page-is-confirmed';
import { everyVariableIsUsed } from '../../../stacks/checks/every-scope-exists';
import { monitor, monitors, problems } from './facts';

const message = (text: string, given: Record<string, unknown> = {}) =>
  monitors({ m: monitor({ message: text, ...given }) });
const byRegion = 'sum(last_5m):sum:aws.lambda.errors{functionname:x} by {region}.as_count() > 5';

it.each([
  ['{{#is_alert}}x{{/is_alert}} {{value}', /"{{" stands 3 times, "}}" 2 times/],
  ['{{valeu}}', /{{valeu}} is no variable/],
  ['{{host.name}}', /{{host\.name}} is empty: the query is split by nothing/],
  ['{{warn_threshold}}', /is of a threshold "warning", which it has not/],
])('finds what Datadog does not fill in: %s', (text, expected) => {
  expect(problems(everyMessageRenders, message(text))).toEqual([expect.stringMatching(expected)]);
});

it('finds a group that the query is not split by', () => {
  expect(problems(everyMessageRenders, message('{{host.name}}', { query: byRegion }))).toEqual([
    expect.stringMatching(/split by region/),
  ]);
});

it('accepts what Datadog fills in', () => {
  const text =
    '{{#is_alert}}{{value}} over {{ threshold }} in {{region.name}}{{/is_alert}}{{warn_threshold}} ${aws_x.y.z}';
  const given = { query: byRegion, monitor_thresholds: { critical: '5', warning: '3' } };
  expect(problems(everyMessageRenders, message(text, given))).toEqual([]);
});

it('finds a page on a metric that no source confirms, also behind a composite, and accepts it where nobody is woken', () => {
  const age = { query: 'avg(last_5m):max:aws.sqs.age{queuename:x} > 5' };
  const page = (severity: string) => ['part:chat', `severity:${severity}`, 'kind:function-errors'];
  expect(problems(everyPageIsConfirmed, monitors({ m: monitor({ ...age, tags: page('page') }) }))).toHaveLength(1);
  const composite = monitor({ type: 'composite', query: '${datadog_monitor.m.id}', tags: page('page') });
  expect(
    problems(everyPageIsConfirmed, monitors({ c: composite, m: monitor({ ...age, tags: page('component') }) })),
  ).toEqual([expect.stringMatching(/^datadog_monitor\.c: .* pages on aws\.sqs\.age/)]);
  expect(problems(everyPageIsConfirmed, monitors({ m: monitor({ ...age, tags: page('notify') }) }))).toEqual([]);
  expect(problems(everyPageIsConfirmed, monitors({ m: monitor({ tags: page('page') }) }))).toEqual([]);
});

it('finds an SLO that counts what no source confirms', () => {
  const slo = { name: 's', query: { numerator: 'avg:aws.sqs.age{queuename:x}', denominator: 'avg:aws.sqs.age{*}' } };
  expect(
    problems(everyPageIsConfirmed, { plan: { resource: { datadog_service_level_objective: { slo } } } }),
  ).toHaveLength(1);
});

it('finds a template variable that narrows nothing, and accepts one that does', () => {
  const board = (query: string) => ({
    plan: {
      resource: {
        datadog_dashboard_json: {
          d: {
            dashboard: JSON.stringify({
              widgets: [{ definition: { requests: [{ queries: [{ query }] }] } }],
              template_variables: [{ name: 'env', prefix: 'env' }],
            }),
          },
        },
      },
    },
  });
  expect(problems(everyVariableIsUsed, board('avg:a{environment:$envs}'))).toEqual([
    expect.stringMatching(/no widget uses the template variable \$env$/),
  ]);
  expect(problems(everyVariableIsUsed, board('avg:a{$env}'))).toEqual([]);
});

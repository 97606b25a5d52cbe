import { coverageOf, everyFailureIsShown } from '../../../stacks/checks/coverage';
import { everyWatchedPartExists } from '../../../stacks/checks/every-resource-is-a-part';
import { everySloAlerts } from '../../../stacks/checks/every-slo-alerts';
import { factsOf } from '../../../stacks/checks/facts';
import { markersAgree, targetsAgree } from '../../../stacks/checks/thresholds-agree';
import { context, functionPart, monitor, monitors, problems } from './facts';

const health = functionPart({ handler: 'health' });
const KINDS = [
  'function-errors',
  'function-timeouts',
  'function-duration',
  'function-throttles',
  'function-memory',
  'telemetry-lost',
];
const tags = (kind: string, severity = 'notify') => ['part:chat', `severity:${severity}`, `kind:${kind}`];
const watched = (kinds: readonly string[], given: Record<string, unknown> = {}) =>
  monitors(Object.fromEntries(kinds.map((kind) => [kind, monitor({ tags: tags(kind), ...given })])));

describe('everyFailureIsShown', () => {
  it('finds a way to fail that no monitor shows', () => {
    expect(problems(everyFailureIsShown, { parts: [health], ...watched(KINDS.slice(1)) })).toEqual([
      'aws_lambda_function.chat: fails: no monitor shows that gateway-prod-chat fails',
    ]);
  });

  it('finds monitors that look elsewhere, and components that nobody is told of', () => {
    const elsewhere = { query: 'sum(last_5m):sum:a.b{functionname:other}.as_count() > 5' };
    expect(problems(everyFailureIsShown, { parts: [health], ...watched(KINDS, elsewhere) })).toHaveLength(6);
    const component = Object.fromEntries(KINDS.map((kind) => [kind, monitor({ tags: tags(kind, 'component') })]));
    expect(problems(everyFailureIsShown, { parts: [health], ...monitors(component) })).toHaveLength(6);
  });

  it('accepts a part of which every failure is shown', () => {
    expect(problems(everyFailureIsShown, { parts: [health], ...watched(KINDS) })).toEqual([]);
  });

  it('asks for what the service promises as a whole', () => {
    const facts = factsOf(context({ parts: [functionPart()] }));
    expect(coverageOf(facts).filter(({ subject }) => subject.kind === 'service')).toEqual([
      expect.objectContaining({ mode: 'fails chat requests', monitors: [] }),
    ]);
  });
});

it('finds a monitor that says it watches what there is not, and accepts one that does', () => {
  const m = monitor({ tags: ['part:chatt', 'severity:notify', 'kind:function-errors'] });
  expect(problems(everyWatchedPartExists, { parts: [health], ...monitors({ m }) })).toHaveLength(1);
  expect(problems(everyWatchedPartExists, { parts: [health], ...watched(KINDS) })).toEqual([]);
});

describe('an SLO', () => {
  const slo = { name: 's', timeframe: '30d', target_threshold: 99, thresholds: [{ timeframe: '30d', target: 99 }] };
  const alert = (query: string, severity: string) => monitor({ type: 'slo alert', query, tags: tags('x', severity) });
  const burn = (rate: number, long: string, severity = 'page') =>
    alert(
      `burn_rate("\${datadog_service_level_objective.s.id}").over("30d").long_window("${long}").short_window("5m") > ${rate}`,
      severity,
    );
  const budget = alert('error_budget("${datadog_service_level_objective.s.id}").over("30d") > 75', 'notify');
  const plan = (datadog_monitor: Record<string, Record<string, unknown>>) => ({
    plan: { resource: { datadog_service_level_objective: { s: slo }, datadog_monitor } },
  });
  const all = { a: burn(14.4, '1h'), b: burn(6, '6h'), c: burn(3, '24h', 'notify'), d: budget };

  it('without an alert for a pace of its budget, or for the budget itself, is found', () => {
    for (const gone of ['a', 'b', 'c', 'd'] as const) {
      const { [gone]: _, ...rest } = all;
      expect(problems(everySloAlerts, plan(rest))).toHaveLength(1);
    }
  });

  it('with all of them is accepted, and so is one that wakes nobody, with the slow ones', () => {
    expect(problems(everySloAlerts, plan(all))).toEqual([]);
    expect(problems(everySloAlerts, plan({ c: all.c, d: all.d }))).toEqual([]);
  });

  it('with two targets is found, and with one accepted', () => {
    const two = { resource: { datadog_service_level_objective: { s: { ...slo, target_threshold: 98 } } } };
    expect(problems(targetsAgree, { plan: two })).toEqual([expect.stringMatching(/shows a target of 98, .* say 99/)]);
    expect(problems(targetsAgree, plan({}))).toEqual([]);
  });
});

it('finds a line across a graph that is no threshold, and accepts one that is', () => {
  const query = 'sum:aws.lambda.errors{functionname:x}.as_count()';
  const m = monitor({ query: `sum(last_5m):${query} > 5`, monitor_thresholds: { critical: '5', warning: '3' } });
  const drawn = (...markers: string[]) => ({
    plan: {
      resource: {
        datadog_monitor: { m },
        datadog_dashboard_json: {
          d: {
            dashboard: JSON.stringify({
              widgets: [
                {
                  definition: {
                    type: 'group',
                    widgets: [
                      {
                        definition: {
                          title: 'errors',
                          requests: [{ queries: [{ query }] }],
                          markers: markers.map((value) => ({ value: `y = ${value}`, display_type: 'error dashed' })),
                        },
                      },
                    ],
                  },
                },
              ],
            }),
          },
        },
      },
    },
  });
  expect(problems(markersAgree, drawn('6'))).toEqual([expect.stringMatching(/"errors" draws 6 as error, .*\(5 of/)]);
  expect(problems(markersAgree, drawn('5'))).toEqual([]);
});

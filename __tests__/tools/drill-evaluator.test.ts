import { readPlan, type Synthesized } from '../../stacks/checks/plan';
import { alarmsOf } from '../../tools/drill/alarms';
import { type MetricStore, metricStore } from '../../tools/drill/metric-store';
import { watch } from '../../tools/drill/watch';

const ERRORS = 'aws.lambda.enhanced.errors';
const CALLS = 'aws.lambda.enhanced.invocations';
const TAGS = { functionname: 'a' };

const monitor = (query: string, more: object = {}, name = 'a') => ({
  [`datadog_monitors_${name}_00000000`]: {
    name,
    type: 'query alert',
    query,
    message: '{{#is_alert}}\nbroken @people\n{{/is_alert}}{{#is_no_data}}silent @others{{/is_no_data}}',
    tags: ['severity:page', 'kind:x'],
    on_missing_data: 'resolve',
    ...more,
  },
});

const plan = (monitors: object, slos: object = {}) =>
  readPlan({ resource: { datadog_monitor: monitors, datadog_service_level_objective: slos } } as Synthesized);

/** Minutes and states that a monitor goes through, in two hours of metrics. */
const statesIn = (monitors: object, store: MetricStore, slos: object = {}): string[] =>
  watch(alarmsOf(plan(monitors, slos)), store, 1, store.to).map(
    ({ alarm, group, minute, state }) => `${minute} ${alarm.id}${group === '' ? '' : `[${group}]`} ${state}`,
  );

/** Ten calls a minute, of which `failing` fail. */
function calls(failing: (minute: number) => number, minutes = 120): MetricStore {
  const store = metricStore(0, minutes);
  for (let minute = 0; minute < minutes; minute += 1) {
    store.add(CALLS, TAGS, minute, 10, 10);
    if (failing(minute) > 0) store.add(ERRORS, TAGS, minute, failing(minute), failing(minute));
  }
  return store;
}

const between =
  (from: number, to: number, number: number) =>
  (minute: number): number =>
    minute >= from && minute < to ? number : 0;

describe('the evaluator', () => {
  const share = `sum(last_10m):sum:${ERRORS}{functionname:a}.as_count() / (sum:${CALLS}{functionname:a}.as_count() + 100) > 0.1`;

  it('sums both sides of a ratio over the window before it divides', () => {
    // 9 minutes have arrived, 90 calls: above a tenth of 190 with 3 failures in each of 7 minutes
    expect(statesIn(monitor(share), calls(between(30, 60, 3)))).toEqual(['38 a alert', '64 a ok']);
    expect(statesIn(monitor(share), calls(between(30, 60, 1)))).toEqual([]);
  });

  it('waits for the evaluation delay', () => {
    expect(statesIn(monitor(share, { evaluation_delay: 300 }), calls(between(30, 60, 3)))[0]).toBe('42 a alert');
  });

  it('is over only below the recovery threshold', () => {
    const monitors = monitor(share, { monitor_thresholds: { critical: '0.1', critical_recovery: '0.05' } });
    expect(statesIn(monitors, calls(between(30, 60, 3)))).toEqual(['38 a alert', '67 a ok']);
  });

  it('reads levels minute by minute, over series and then over the window', () => {
    const store = metricStore(0, 60);
    for (let minute = 0; minute < 60; minute += 1) {
      store.add('llm_service.limits.used', { tenant: 'x' }, minute, minute < 30 ? 0.2 : 0.9);
      store.add('llm_service.limits.used', { tenant: 'y' }, minute, 0.4);
    }
    const of = (aggregator: string, by = '') =>
      statesIn(monitor(`avg(last_5m):${aggregator}:llm_service.limits.used{*}${by} > 0.7`), store);
    expect(of('max')).toEqual(['34 a alert']);
    expect(of('avg')).toEqual([]);
    expect(of('max', ' by {tenant}')).toEqual(['34 a[x] alert']);
  });

  it.each([
    ['resolve', ['32 a alert', '42 a ok']],
    ['default', ['32 a alert']],
    ['show_and_notify_no_data', ['32 a alert', '42 a no-data']],
  ])('without data and with %s: %j', (policy, expected) => {
    const store = metricStore(0, 60);
    for (let minute = 0; minute < 32; minute += 1)
      store.add('llm_service.secret.age', {}, minute, minute < 30 ? 1 : 50);
    const query = 'max(last_10m):max:llm_service.secret.age{*} > 33';
    const found = statesIn(monitor(query, { on_missing_data: policy }), store);
    // until the first point has arrived there is no data either
    expect(found.filter((line) => !line.startsWith('2 '))).toEqual(expected);
  });

  it('has no value for a ratio of which one side has no point at all', () => {
    const query = `sum(last_5m):sum:${ERRORS}{*}.as_count() / sum:${CALLS}{*}.as_count() < 0.5`;
    expect(
      statesIn(
        monitor(query),
        calls(() => 0),
      ),
    ).toEqual([]);
  });

  it('takes composites from the states of their components', () => {
    const monitors = {
      ...monitor(share, { tags: ['severity:component'] }),
      ...monitor(`sum(last_5m):sum:${CALLS}{functionname:b}.as_count() > 0`, {}, 'b'),
      ...monitor(
        '${datadog_monitor.datadog_monitors_a_00000000.id} && !${datadog_monitor.datadog_monitors_b_00000000.id}',
        { type: 'composite' },
        'c',
      ),
    };
    const states = statesIn(monitors, calls(between(30, 60, 3)));
    expect(states.filter((line) => line.includes(' c '))).toEqual(['38 c alert', '64 c ok']);
  });

  describe('of an SLO', () => {
    const slos = {
      datadog_slos_good_00000000: {
        name: 'good',
        query: {
          numerator: `sum:${CALLS}{*}.as_count() - sum:${ERRORS}{*}.as_count()`,
          denominator: `sum:${CALLS}{*}.as_count()`,
        },
        thresholds: [{ timeframe: '30d', target: 99 }],
      },
    };
    const id = '${datadog_service_level_objective.datadog_slos_good_00000000.id}';
    const burn = monitor(`burn_rate("${id}").over("30d").long_window("1h").short_window("5m") > 14.4`, {
      type: 'slo alert',
    });
    const some = (failing: (minute: number) => number) => calls(failing, 240);

    it('fires when both windows burn too fast, and is over with the short one', () => {
      // half of the calls fail: more than 14.4 % of the 59 minutes that have arrived after 17
      expect(statesIn(burn, some(between(100, 130, 5)), slos)).toEqual(['118 a alert', '134 a ok']);
    });

    it('does not fire while the long one is below', () => {
      expect(statesIn(burn, some(between(100, 110, 5)), slos)).toEqual([]);
    });

    it('counts a budget over the month, of which what lies before was ordinary', () => {
      const budget = monitor(`error_budget("${id}").over("30d") > 75`, { type: 'slo alert' });
      expect(
        statesIn(
          budget,
          some(() => 0),
          slos,
        ),
      ).toEqual([]);
      expect(
        statesIn(
          budget,
          some(() => 1),
          slos,
        ),
      ).toEqual([]);
    });
  });

  it('leaves alone what it cannot evaluate, and says why', () => {
    const query = `avg(last_4h):anomalies(avg:${CALLS}{*}, 'agile', 2) >= 1`;
    expect(alarmsOf(plan(monitor(query)))[0]?.rule).toEqual({ kind: 'not-evaluated', because: 'anomalies()' });
    expect(
      statesIn(
        monitor(query),
        calls(() => 10),
      ),
    ).toEqual([]);
  });

  it('knows who is told of what', () => {
    expect(alarmsOf(plan(monitor(share)))[0]?.receivers).toEqual({
      alert: ['@people'],
      warn: [],
      'no-data': ['@others'],
    });
  });
});

import { everyMonitorReachesSomebody } from '../../../stacks/checks/every-monitor-reaches-somebody';
import { monitor, monitors, problems } from './facts';

const saying = (message: string, more: Record<string, unknown> = {}) => monitors({ m: monitor({ message, ...more }) });
const component = (message = 'It is part of another.') =>
  monitor({ message, tags: ['severity:component', 'kind:function-errors'] });

describe('everyMonitorReachesSomebody', () => {
  it.each([
    ['nobody at all', 'It fails.', {}, /nobody of page is told/],
    ['somebody only when it recovers', '{{#is_recovery}}@slack-llm{{/is_recovery}}', {}, /nobody of page is told/],
    ['somebody only when it does not alert', '{{^is_alert}}@slack-llm{{/is_alert}}', {}, /nobody of page is told/],
    [
      'somebody who is no receiver',
      '{{#is_alert}}@slack-llm @slack-other{{/is_alert}}',
      {},
      /@slack-other is no receiver of page/,
    ],
    [
      'somebody whose name only begins the same',
      '{{#is_alert}}@slack-llm-2{{/is_alert}}',
      {},
      /nobody of page is told/,
    ],
    [
      'somebody outside conditionals',
      '{{#is_alert}}@slack-llm{{/is_alert}} @slack-llm',
      {},
      /@slack-llm stands outside/,
    ],
    [
      'somebody in a misspelt conditional',
      '{{#is_allert}}@slack-llm{{/is_allert}}',
      {},
      /\{\{#is_allert\}\} is no conditional/,
    ],
    ['somebody in a block that is never closed', '{{#is_alert}}@slack-llm', {}, /\{\{#is_alert\}\} is never closed/],
    [
      'whom it pages, though it only notifies',
      '{{#is_alert}}@pagerduty-llm @slack-llm{{/is_alert}}',
      { tags: ['severity:notify'] },
      /@pagerduty-llm is no receiver of notify/,
    ],
    [
      'somebody strange when it escalates',
      '{{#is_alert}}@slack-llm{{/is_alert}}',
      { escalation_message: '@slack-boss' },
      /@slack-boss is no receiver/,
    ],
    [
      'somebody, but has no severity',
      '{{#is_alert}}@slack-llm{{/is_alert}}',
      { tags: [] },
      /severity must be page, notify or component, got none/,
    ],
  ])('finds a monitor that tells %s', (_, message, more, expected) => {
    expect(problems(everyMonitorReachesSomebody, saying(message, more))).toContainEqual(
      expect.stringMatching(expected),
    );
  });

  it('finds a receiver list that is empty', () => {
    const nobody = { receivers: { page: [], notify: [] } };
    expect(problems(everyMonitorReachesSomebody, { ...saying('It fails.'), ...nobody })).toHaveLength(1);
  });

  it('finds a component of nothing, and one that tells somebody by itself', () => {
    expect(problems(everyMonitorReachesSomebody, monitors({ m: component() }))).toHaveLength(1);
    expect(
      problems(everyMonitorReachesSomebody, monitors({ m: component('{{#is_alert}}@slack-llm{{/is_alert}}') })),
    ).toHaveLength(2);
  });

  it('accepts a monitor that tells its receivers when it alerts and when it recovers', () => {
    const message =
      'Mail to ops@example.com.\n{{#is_alert}}@pagerduty-llm @slack-llm{{/is_alert}}{{#is_recovery}}@pagerduty-llm{{/is_recovery}}';
    expect(problems(everyMonitorReachesSomebody, saying(message))).toEqual([]);
  });

  it('accepts a topic of the plan beside people, finds it alone, and finds one that is not there', () => {
    const topic = { kind: 'topic', id: 'alerts', name: 'gateway-prod-alerts', addresses: [], scope: [] } as const;
    const found = (receivers: string) =>
      problems(everyMonitorReachesSomebody, { ...saying(`{{#is_alert}}${receivers}{{/is_alert}}`), parts: [topic] });
    expect(found('@slack-llm @sns-gateway-prod-alerts')).toEqual([]);
    expect(found('@sns-gateway-prod-alerts')).toEqual([expect.stringMatching(/nobody of page is told/)]);
    expect(found('@slack-llm @sns-gateway-dev-alerts')).toEqual([expect.stringMatching(/is no receiver/)]);
  });

  it('accepts a component of a composite that tells somebody', () => {
    const whole = monitor({ type: 'composite', query: '${datadog_monitor.part.id} && ${datadog_monitor.part.id}' });
    expect(problems(everyMonitorReachesSomebody, monitors({ part: component(), whole }))).toEqual([]);
  });
});

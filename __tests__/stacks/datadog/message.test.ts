import { linksIn, readMessage } from '../../../stacks/checks/messages';
import { messageOf } from '../../../stacks/datadog/message';
import type { MonitorSpec } from '../../../stacks/datadog/monitors/spec';
import { firstOf } from './parts';

const around = {
  receivers: { page: ['@pagerduty-x', '@slack-x'], notify: ['@slack-y'] },
  runbookUrl: 'https://example.com/runbook',
  dashboardUrl: 'https://example.com/dashboard',
};
const message = (spec: MonitorSpec) => messageOf(spec, around);
const told = (spec: MonitorSpec) =>
  readMessage(message(spec)).mentions.map(({ handle, inside }) => `${inside.join('/')} ${handle}`);

describe('the message of a monitor', () => {
  it('reads, for one that warns', () => {
    expect(message(firstOf('model-latency'))).toMatchInlineSnapshot(`
      "{{#is_alert}}
      The model fast (anthropic.claude-haiku-5-5) gets slow.
      Mean time of a successful call, in milliseconds: {{value}}, more than {{threshold}}.
      @slack-y
      {{/is_alert}}
      {{#is_warning}}
      Not yet, but soon: The model fast (anthropic.claude-haiku-5-5) gets slow.
      Mean time of a successful call, in milliseconds: {{value}}, more than {{warn_threshold}}.
      @slack-y
      {{/is_warning}}
      {{#is_recovery}}
      Over: The model fast (anthropic.claude-haiku-5-5) gets slow.
      @slack-y
      {{/is_recovery}}
      Threshold: 0.8 of the 10000 ms that a caller may wait; warning at 0.6; damped by 10 imagined calls.
      Runbook: https://example.com/runbook/model-latency.md
      Dashboard: https://example.com/dashboard"
    `);
  });

  it('tells the receivers of its severity when it fires and when it is over, and nobody otherwise', () => {
    expect(told(firstOf('spend-hour'))).toEqual([
      // the budget guard, which takes one word out of it
      'is_alert @sns-gateway-prod-alerts',
      'is_alert @pagerduty-x',
      'is_alert @slack-x',
      'is_recovery @sns-gateway-prod-alerts',
      'is_recovery @pagerduty-x',
      'is_recovery @slack-x',
    ]);
    expect(message(firstOf('spend-hour'))).toContain('mode-guard/1:gateway:prod:spend-hour:alert;');
    expect(told(firstOf('function-out-of-memory'))).toEqual(['is_alert @slack-y', 'is_recovery @slack-y']);
  });

  it('tells of a warning only where there is one', () => {
    expect(told(firstOf('model-latency'))).toContain('is_warning @slack-y');
    expect(message(firstOf('function-throttles'))).not.toContain('is_warning');
  });

  it('tells of silence only where the policy says so', () => {
    const spec = firstOf('function-throttles');
    expect(message(spec)).not.toContain('is_no_data');
    const silent: MonitorSpec = {
      ...spec,
      noData: { policy: 'notify', because: 'it should always report' },
    };
    expect(told(silent)).toContain('is_no_data @slack-y');
  });

  it('of a component tells nobody', () => {
    expect(told(firstOf('api-errors'))).toEqual([]);
  });

  it('of a composite shows no value, because it has none', () => {
    expect(message(firstOf('service-failing'))).not.toContain('{{value}}');
    expect(message(firstOf('spend-hour'))).toContain('{{value}}, more than {{threshold}}');
  });

  it('links its article and the dashboard, where there is one', () => {
    const links = ['https://example.com/runbook/spend-hour.md', 'https://example.com/dashboard'];
    expect(linksIn(message(firstOf('spend-hour')))).toEqual(links);
    const { receivers, runbookUrl } = around;
    expect(linksIn(messageOf(firstOf('spend-hour'), { receivers, runbookUrl }))).toEqual(links.slice(0, 1));
  });

  it('has blocks that are closed and that Datadog knows', () => {
    for (const kind of ['service-failing', 'api-errors', 'model-latency', 'telemetry-lost'] as const)
      expect(readMessage(message(firstOf(kind))).problems).toEqual([]);
  });
});

import { readdirSync } from 'node:fs';
import * as fc from 'fast-check';
import { dev } from '../../../stacks/config/environments/dev';
import { prod } from '../../../stacks/config/environments/prod';
import { messageOf } from '../../../stacks/datadog/message';
import { monitorsFor } from '../../../stacks/datadog/monitors/monitors-for';
import { contextOf, type MonitorSpec } from '../../../stacks/datadog/monitors/spec';
import { burnAlerts, slosFor } from '../../../stacks/datadog/slos/spec';
import type { Part } from '../../../stacks/parts';
import { madeStacks } from '../made-stacks';

const { service, all } = madeStacks();
const specs = all.flatMap((stack) => [...stack.observability.monitors]);
const parts = service(prod).parts;

describe('the monitors of this program', () => {
  it('each have an article, and each article a monitor', () => {
    const articles = readdirSync('docs/runbook')
      .filter((file) => file !== 'README.md')
      .map((file) => file.replace(/\.md$/, ''));
    expect(articles.sort()).toEqual([...new Set(specs.map(({ kind }) => kind))].sort());
  });

  it('say where their threshold comes from, in what unit, and what silence means', () => {
    for (const { derivation, unit, noData } of specs) {
      expect([derivation, unit, noData.because].every((text) => text.length > 0)).toBe(true);
    }
  });

  it('name the number of the query once more as threshold', () => {
    for (const { query, critical } of specs) expect(query.endsWith(`> ${critical}`)).toBe(true);
  });

  it('have ids of their own in each stack', () => {
    for (const { observability } of all) {
      const ids = observability.monitors.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('wait for metrics that CloudWatch polling brings late, and for no others', () => {
    const late = specs.filter(({ query }) => /aws\.(apigateway|wafv2)\.|aws\.lambda\.(?!enhanced)/.test(query));
    const early = specs.filter(
      ({ query, type }) => type === 'query alert' && !/aws\.(apigateway|wafv2)\.|aws\.lambda\.(?!enhanced)/.test(query),
    );
    expect(late.map(({ delaySeconds }) => delaySeconds).filter((delay) => delay !== 900)).toEqual([]);
    expect(early.map(({ delaySeconds }) => delaySeconds).filter((delay) => delay !== 0)).toEqual([]);
  });

  it('page only on metrics that are confirmed', () => {
    expect(specs.filter(({ severity, query }) => severity === 'page' && query.includes('aws.wafv2'))).toEqual([]);
  });

  it('carry a minimum volume wherever they compare a share', () => {
    for (const { query } of specs.filter(({ unit }) => /^of /.test(unit)))
      expect(query).toMatch(/ \/ \(.* \+ \d+(\.\d+)?\) > /);
  });
});

describe('monitorsFor', () => {
  const context = contextOf(prod, parts);
  const kindsOf = (kind: Part['kind']) =>
    parts.filter((part) => part.kind === kind).flatMap((part) => monitorsFor(part, context).map((spec) => spec.kind));

  it('derives thresholds from the part', () => {
    const chat = parts.find(({ id }) => id === 'chat');
    if (chat?.kind !== 'function') throw new Error('there is no chat function');
    const limit = (kind: MonitorSpec['kind'], part: Part) =>
      monitorsFor(part, context).find((spec) => spec.kind === kind)?.critical;
    expect(limit('function-duration', { ...chat, timeoutSeconds: 10 })).toBe(8_000);
    expect(limit('function-concurrency', { ...chat, reservedConcurrency: 50 })).toBe(40);
    expect(limit('function-memory', { ...chat, memoryMb: 1_000 })).toBe(900);
  });

  it('watches what has no metric by what goes missing without it', () => {
    expect(kindsOf('secret')).toEqual([]);
    const lost = specs.filter(({ kind, parts: watched }) => kind === 'telemetry-lost' && watched.includes('nat-0'));
    expect(lost.map(({ parts: watched }) => watched)).toContainEqual(
      expect.arrayContaining([
        'chat',
        'datadog-api-key',
        'endpoint-secretsmanager',
        'endpoint-datadog-metrics',
        'nat-0',
        'nat-1',
        'nat-2',
      ]),
    );
    expect(
      specs.some(
        ({ kind, parts: watched }) => kind === 'model-unreachable' && watched.includes('endpoint-bedrock-runtime'),
      ),
    ).toBe(true);
  });

  it('promises nothing where there are no requirements', () => {
    expect(slosFor(contextOf({ ...dev, requirements: undefined }, parts))).toEqual([]);
    const api = parts.find(({ kind }) => kind === 'api');
    if (api === undefined) throw new Error('there is no API');
    expect(
      monitorsFor(api, contextOf({ ...dev, requirements: undefined }, parts)).map(({ critical }) => critical),
    ).toEqual([0.05, 23_200]);
  });
});

describe('burn-rate alerts', () => {
  it('are those of the workbook for a common target', () => {
    expect(
      burnAlerts('slo-availability-burn', 'fails', 0.995, [], 0).map(({ critical, severity }) => [critical, severity]),
    ).toEqual([
      [14.4, 'page'],
      [6, 'page'],
      [3, 'notify'],
    ]);
  });

  it('leave out a window in which the budget cannot burn so fast', () => {
    expect(burnAlerts('slo-latency-burn', 'is slow', 0.9, [], 0).map(({ critical }) => critical)).toEqual([6, 3]);
  });

  it('fall back to the budget itself when none is left', () => {
    expect(burnAlerts('slo-latency-burn', 'is slow', 0.6, [], 0).map(({ query }) => query)).toEqual([
      'error_budget("%s").over("30d") > 75',
    ]);
  });

  it('are never above what Datadog accepts, for any target', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 0.9999, noNaN: true }), (target) =>
        burnAlerts('slo-latency-burn', 'is slow', target, [], 0)
          .filter(({ query }) => query.startsWith('burn_rate'))
          .every(({ critical }) => critical <= 1 / (1 - target)),
      ),
    );
  });
});

describe('the message of a monitor', () => {
  const receivers = { page: ['@pagerduty-x', '@slack-x'], notify: ['@slack-y'] };
  const [page] = specs.filter(({ severity }) => severity === 'page');
  const [warns] = specs.filter(({ warning }) => warning !== undefined);
  const message = (spec: MonitorSpec | undefined) => {
    if (spec === undefined) throw new Error('there is no such monitor');
    return messageOf(spec, {
      receivers,
      runbookUrl: 'https://example.com/runbook',
      dashboardUrl: 'https://example.com/dashboard',
    });
  };
  /** What is left when everything inside conditionals is taken away. */
  const always = (text: string) => text.replace(/\{\{#(\w+)\}\}[\s\S]*?\{\{\/\1\}\}/g, '');

  it('tells the receivers of its severity when it fires and when it is over, and nobody otherwise', () => {
    expect(message(page)).toContain('{{#is_alert}}@pagerduty-x @slack-x{{/is_alert}}');
    expect(message(page)).toContain('{{#is_recovery}}@pagerduty-x @slack-x{{/is_recovery}}');
    expect(message(page)).not.toContain('@slack-y');
    expect(always(message(page))).not.toContain('@');
  });

  it('warns where there is a warning', () => {
    expect(message(warns)).toContain('{{#is_warning}}@slack-y{{/is_warning}}');
    expect(message(page)).not.toContain('is_warning');
  });

  it('links its article and the dashboard', () => {
    expect(message(page)).toContain(`Runbook: https://example.com/runbook/${page?.kind}.md`);
    expect(message(page)).toContain('Dashboard: https://example.com/dashboard');
  });
});

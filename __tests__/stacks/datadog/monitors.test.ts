import { readdirSync } from 'node:fs';
import { hasTag, readMonitorQuery } from '../../../stacks/checks/queries';
import { CATALOGUE, factsOfMetric } from '../../../stacks/datadog/metric-catalogue';
import { monitorsFor, monitorsOf } from '../../../stacks/datadog/monitors/monitors-for';
import { compositeMonitor, MONITOR_KINDS, metricMonitor } from '../../../stacks/datadog/monitors/spec';
import { count, numberText, plain } from '../../../stacks/datadog/query';
import { sloAlerts } from '../../../stacks/datadog/slos/alerts';
import { slosFor } from '../../../stacks/datadog/slos/spec';
import type { PartKind } from '../../../stacks/parts';
import { BATCHED, CONTEXT, chat, firstOf, integration, ofKind, PARTS, withChat } from './parts';

const account = { ...CONTEXT, env: 'prod', service: 'aws-account', requirements: undefined, parts: [integration] };
const parts = [...BATCHED.parts, integration];
const specs = [...monitorsOf(BATCHED, slosFor(BATCHED).flatMap(sloAlerts)), ...monitorsOf(account)];
const queriesOf = specs.filter(({ type }) => type === 'query alert');

describe('every monitor', () => {
  it('has an id of its own', () => {
    expect(new Set(specs.map(({ id }) => id)).size).toBe(specs.length);
  });

  it('is of a kind that has an article, and every article is of a kind that there is', () => {
    const articles = readdirSync('docs/runbook').filter((file) => file !== 'README.md');
    expect(articles.sort()).toEqual(MONITOR_KINDS.map((kind) => `${kind}.md`).sort());
    expect([...new Set(specs.map(({ kind }) => kind))].sort()).toEqual([...MONITOR_KINDS].sort());
  });

  it('says what its value is, where its threshold comes from and what silence means', () => {
    for (const { shows, derivation, noData } of specs)
      for (const text of [shows, derivation, noData.because]) expect(text.length).toBeGreaterThan(10);
  });

  it('has the number of its query as its threshold, once', () => {
    for (const { query, thresholds } of queriesOf) {
      expect(query.split(' > ')[1]).toBe(numberText(thresholds?.critical ?? Number.NaN));
    }
  });

  it('warns and recovers below its threshold', () => {
    for (const { thresholds } of specs.filter(({ type }) => type !== 'composite')) {
      const { critical, warning = -1, recovery = -1 } = thresholds ?? { critical: Number.NaN };
      expect(critical).toBeGreaterThan(Math.max(warning, recovery));
    }
  });

  it('holds a tag of every part that it watches', () => {
    for (const { parts: watched, type, query } of queriesOf) {
      for (const id of watched) {
        const scope = parts.find((part) => part.id === id)?.scope ?? [];
        expect(scope.some((tag) => hasTag(readMonitorQuery(type, query), tag))).toBe(true);
      }
    }
  });

  it('reads metrics of the catalogue, by tags that they have', () => {
    for (const { type, query } of queriesOf) {
      for (const { metric, tags } of readMonitorQuery(type, query).scopes) {
        expect(CATALOGUE).toHaveProperty([metric]);
        for (const { key } of tags) expect(factsOfMetric(metric as keyof typeof CATALOGUE).tags).toContain(key);
      }
    }
  });

  it('waits for the metrics that CloudWatch polling brings late', () => {
    for (const { id, metrics, evaluationDelaySeconds } of queriesOf) {
      // what is held against a polled metric looks at the same hour as that
      const polled = id.endsWith('-heard') || metrics.some((name) => /^aws\.(?!lambda\.enhanced)/.test(name));
      expect(evaluationDelaySeconds).toBe(polled ? 900 : 60);
    }
  });

  it('has a minimum volume where it compares a ratio', () => {
    for (const { query } of queriesOf.filter((spec) => spec.query.includes(' / ')))
      expect(query).toMatch(/ \/ \(.+ \+ \d+\) > /);
  });
});

describe('a monitor that pages', () => {
  const paging = specs.filter(({ severity }) => severity === 'page');

  it('reads confirmed metrics only, and so do its components', () => {
    for (const { metrics } of paging) expect(metrics.every((name) => factsOfMetric(name).confirmed)).toBe(true);
  });

  it('has no warning, which would wake somebody for less', () => {
    for (const { thresholds } of paging) expect(thresholds?.warning).toBeUndefined();
    const { id, kind, title, shows, parts: watched, derivation, noData } = firstOf('spend-hour');
    const given = { id, kind, title, shows, parts: watched, derivation, noData };
    const measure = plain(count('llm_service.cost.usd', { env: 'prod' }));
    const make = (severity: 'page' | 'notify') =>
      metricMonitor({ ...given, severity, measure, window: '1h', thresholds: { critical: 2, warning: 1 } });
    expect(() => make('page')).toThrow('wake somebody for less');
    expect(make('notify').thresholds).toEqual({ critical: 2, warning: 1 });
  });

  it('is one for all who see that the service fails', () => {
    const [failing] = ofKind('service-failing');
    expect(failing?.query).toBe('<api-api-errors> || <chat-function-errors> || <service-chat-failures>');
    expect(failing?.parts).toEqual(['api', 'chat']);
    expect([...ofKind('api-errors'), ...ofKind('chat-failures')].map(({ severity }) => severity)).toEqual([
      'component',
      'component',
    ]);
  });

  it('is not woken by a function that no customer waits for', () => {
    const bySeverity = ofKind('function-errors').map(({ id, severity }) => [id, severity]);
    expect(bySeverity).toEqual([
      ['chat-function-errors', 'component'],
      ['health-function-errors', 'notify'],
      ['evaluate-function-errors', 'notify'],
      ['budget-guard-function-errors', 'notify'],
    ]);
  });
});

describe('a component', () => {
  it('is part of a composite that tells somebody, and never merely warns, which a composite takes for an alert', () => {
    const composites = specs.filter(({ type }) => type === 'composite');
    for (const { id, thresholds } of specs.filter(({ severity }) => severity === 'component')) {
      expect(composites.some(({ query, severity }) => severity !== 'component' && query.includes(`<${id}>`))).toBe(
        true,
      );
      expect(thresholds?.warning).toBeUndefined();
    }
  });

  it('stands before its composite, which needs its id', () => {
    for (const [index, { type, query }] of specs.entries()) {
      const made = new Set(specs.slice(0, index).map(({ id }) => `<${id}>`));
      if (type === 'composite') for (const [id] of query.matchAll(/<[\w-]+>/g)) expect(made).toContain(id);
    }
  });

  it('is one of ten at most', () => {
    const of = Array.from({ length: 11 }, () => firstOf('api-errors'));
    const make = (components: typeof of) =>
      compositeMonitor({
        id: 'x',
        kind: 'service-failing',
        title: 'x',
        severity: 'page',
        query: '',
        of: components,
        derivation: 'x',
      });
    expect(() => make(of)).toThrow('Datadog takes 10');
    expect(make(of.slice(1)).parts).toEqual(['api']);
  });
});

describe('every kind of part', () => {
  const kinds = [...new Set(parts.map(({ kind }) => kind))];

  it.each(kinds)('is watched: %s', (kind: PartKind) => {
    for (const { id } of parts.filter((part) => part.kind === kind))
      expect(specs.some((spec) => spec.parts.includes(id) && spec.severity !== 'component')).toBe(true);
  });

  it('that carries telemetry is watched by the functions that fall silent without it', () => {
    expect(firstOf('telemetry-lost').parts).toEqual(['chat', 'datadog-api-key', 'endpoint-datadog-metrics', 'nat-0']);
    expect(ofKind('telemetry-lost').map(({ query }) => query)).toContain(
      '<chat-telemetry-lost-called> && !<chat-telemetry-lost-heard>',
    );
  });

  it('that leads to a model is watched by the calls that do not get through', () => {
    expect(firstOf('model-unreachable').parts).toEqual(['model-fast', 'endpoint-bedrock-runtime']);
  });

  it('that nobody needs is refused, because nobody would notice', () => {
    const [secret] = PARTS.filter(({ kind }) => kind === 'secret');
    if (secret === undefined) throw new Error('there is no secret');
    const stranger = { ...secret, scope: ['functionname:somebody-elses'] };
    expect(() => monitorsFor(stranger, CONTEXT)).toThrow('nobody needs the secret gateway-prod-datadog-api-key');
    expect(monitorsFor(secret, CONTEXT).map(({ kind }) => kind)).toEqual(['rotation-failed', 'rotation-overdue']);
  });

  it('that carries the budget alerts is watched by spending, with a budget and without', () => {
    expect(firstOf('spend-day').parts).toEqual(['budget', 'alerts']);
    const without = { parts: PARTS.filter(({ kind }) => kind !== 'budget') };
    expect(firstOf('spend-day', without)).toMatchObject({
      parts: ['alerts'],
      thresholds: { critical: 30, warning: 15 },
    });
  });

  it('that is an account is watched by its functions, which report what CloudWatch does not', () => {
    expect(monitorsOf(account).map(({ id, severity }) => [id, severity])).toEqual([
      ['integration-integration-lost-called', 'component'],
      ['integration-integration-lost-heard', 'component'],
      ['integration-integration-lost', 'notify'],
    ]);
  });
});

describe('a threshold', () => {
  it.each([
    ['function-duration', { timeoutSeconds: 10 }, 8_000],
    ['function-memory', { memoryMb: 512 }, 460.8],
    ['function-concurrency', { reservedConcurrency: 10 }, 8],
  ] as const)('of %s follows the function', (kind, given, critical) => {
    expect(firstOf(kind, withChat(given)).thresholds?.critical).toBe(critical);
    expect(firstOf(kind).thresholds?.critical).not.toBe(critical);
  });

  it.each([
    [0.995, 0.05],
    [0.99, 0.1],
    [0.92, 0.5],
    [undefined, 0.1],
  ])('of failures follows the availability that is promised: %s', (availability, critical) => {
    const { requirements } = CONTEXT;
    const promised = requirements && availability ? { ...requirements, availability } : undefined;
    expect(firstOf('api-errors', { requirements: promised }).thresholds?.critical).toBe(critical);
  });

  it('of latency follows the promise, on the percentile that it speaks of', () => {
    const { requirements } = CONTEXT;
    if (requirements === undefined) throw new Error('no requirements');
    const latency = (share: number) =>
      firstOf('api-latency', { requirements: { ...requirements, latency: { milliseconds: 7_000, share } } });
    expect(latency(0.95).query).toMatch(/latency\.p95\{.* > 7000$/);
    expect(latency(0.92).query).toContain('latency.p90{');
    expect(latency(0.999).query).toContain('latency.p99{');
    expect(latency(0.6).query).toContain('latency.p50{');
    expect(firstOf('api-latency', { requirements: undefined }).query).toMatch(/latency\.p95\{.* > 23200$/);
  });

  it('of the first words of a stream lies well below the time that the model has', () => {
    expect(firstOf('model-first-token').thresholds).toEqual({ critical: 5_000, warning: 3_000 });
    expect(firstOf('model-first-token', { requirements: undefined }).thresholds?.critical).toBe(9_250);
  });

  it('of a model lies below what its caller waits', () => {
    expect(firstOf('model-latency').thresholds).toEqual({ critical: 8_000, warning: 6_000 });
    expect(firstOf('model-latency', { requirements: undefined }).thresholds?.critical).toBe(16_000);
  });

  it('of throttles follows the traffic that is expected, and is never less than a few', () => {
    expect(firstOf('function-throttles').thresholds?.critical).toBe(150);
    expect(firstOf('function-throttles', { requirements: undefined }).thresholds?.critical).toBe(5);
  });

  it('of spending follows the budget', () => {
    expect(firstOf('spend-hour').thresholds).toEqual({ critical: 50 });
    expect(firstOf('spend-day').thresholds).toEqual({ critical: 300, warning: 150 });
  });

  it('of the firewall is damped by what one client may send', () => {
    expect(firstOf('firewall-blocks').query).toContain(' + 1000) > 0.5');
  });
});

describe('monitors of outcomes', () => {
  it('count throttling as our fault, for the caller is sent away, and mistakes of the caller not', () => {
    const { query } = firstOf('chat-failures');
    for (const code of ['throttled', 'model-timeout', 'internal'])
      expect(query).toMatch(new RegExp(`outcome IN \\(.*\\b${code}\\b`));
    expect(query).not.toContain('invalid-request');
  });

  it('leave out a caller who has gone, above and below the line', () => {
    expect(firstOf('chat-failures').query).toMatch(
      /\/ \(sum:llm_service\.chat\.requests\{.*latency IN \(within, over\)\}/,
    );
    for (const kind of ['chat-failures', 'model-errors', 'model-throttles', 'model-unreachable'] as const)
      expect(firstOf(kind).query).not.toMatch(/caller-gone|\bgone\b/);
    for (const kind of ['model-errors', 'model-throttles', 'model-unreachable'] as const)
      expect(firstOf(kind).query).toMatch(/\/ \(.*outcome IN \(ok, model-timeout, .*\)/);
  });

  it('tell of answers that others gave, where others are asked at all', () => {
    expect(firstOf('model-fallbacks').query).toMatch(
      /model\.fallbacks\{env:prod,service:gateway,from:fast\}.* \/ \(.*model\.calls\{.*model_alias:fast,outcome:ok\}/,
    );
    const alone = PARTS.map((part) => (part.kind === 'model' ? { ...part, fallbacks: [] } : part));
    expect(ofKind('model-fallbacks', { parts: alone })).toEqual([]);
    expect(ofKind('model-circuit-open', { parts: alone })).toHaveLength(1);
  });

  it('are there only where there is a function that answers chats', () => {
    expect(ofKind('chat-failures', { parts: PARTS.filter((part) => part !== chat) })).toEqual([]);
    expect(ofKind('service-failing', { parts: [] })).toEqual([]);
  });
});

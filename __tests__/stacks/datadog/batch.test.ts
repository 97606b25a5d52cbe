import { dashboardOf } from '../../../stacks/datadog/dashboard/service-dashboard';
import { batchMonitors } from '../../../stacks/datadog/monitors/batch';
import { monitorsOf } from '../../../stacks/datadog/monitors/monitors-for';
import { sloAlerts } from '../../../stacks/datadog/slos/alerts';
import { slosFor } from '../../../stacks/datadog/slos/spec';
import { BATCHED, CONTEXT, firstOf, ofKind } from './parts';

const without = (handler: string) =>
  BATCHED.parts.filter((part) => part.kind !== 'function' || part.handler !== handler);

describe('batches', () => {
  it('are watched where there is a worker', () => {
    expect(batchMonitors(BATCHED).map(({ kind, severity }) => [kind, severity])).toEqual([
      ['batch-failures', 'component'],
      ['batch-item-failures', 'notify'],
      ['batch-not-progressing', 'notify'],
      ['batch-job-failures', 'notify'],
    ]);
    expect(batchMonitors({ ...BATCHED, parts: without('batch-worker') })).toEqual([]);
    expect(batchMonitors({ ...BATCHED, parts: without('batch-completed') }).map(({ kind }) => kind)).not.toContain(
      'batch-job-failures',
    );
  });

  it('page where requests for them fail, with all who see that the service fails', () => {
    expect(firstOf('service-failing', BATCHED).query).toContain('<service-batch-failures>');
    expect(firstOf('batch-failures', BATCHED).query).not.toMatch(/invalid-request|no-such-batch|quota-exceeded/);
  });

  it('that go round in circles are told from those that end', () => {
    const { query } = firstOf('batch-not-progressing', BATCHED);
    expect(query).toMatch(
      /batch\.retries\{.*road:queue\}.* \/ \(.*batch\.retries\{.*batch\.items\{.*road:queue\}.* \+ 20\) > 0\.5$/,
    );
  });

  it('have a promise of their own, which wakes nobody', () => {
    const [slo] = slosFor(BATCHED).filter(({ id }) => id === 'batch-freshness');
    expect(slo).toMatchObject({
      target: 0.95,
      numerator: 'sum:llm_service.batch.completed{env:prod,service:gateway,road:queue,freshness:within}.as_count()',
      denominator: 'sum:llm_service.batch.completed{env:prod,service:gateway,road:queue}.as_count()',
    });
    const alerts = (slo === undefined ? [] : [slo]).flatMap(sloAlerts);
    expect(alerts.map(({ kind }) => kind)).toContain('slo-batch-burn');
    expect(new Set(alerts.map(({ severity }) => severity))).toEqual(new Set(['notify']));
    expect(slosFor(CONTEXT).map(({ id }) => id)).not.toContain('batch-freshness');
  });

  it('are drawn where they are', () => {
    const tags = { service: 'gateway', env: 'prod', stack: 's', team: 't', 'cost-center': 'c', 'managed-by': 'm' };
    const titles = (context: typeof CONTEXT) =>
      dashboardOf(context, monitorsOf(context), new Map(), tags).widgets.map(({ definition }) => definition['title']);
    expect(titles(BATCHED)).toContain('Batches');
    expect(titles(CONTEXT)).not.toContain('Batches');
  });
});

describe('a table', () => {
  const derivationOf = (table: string, kind: 'table-latency' | 'table-failures') =>
    ofKind(kind, BATCHED).find(({ id }) => id.startsWith(`table-${table}-`))?.derivation;

  it('says what its callers do without an answer, and when', () => {
    expect(derivationOf('answers', 'table-latency')).toContain('the 400 ms after which callers go on without');
    expect(derivationOf('batches', 'table-latency')).toContain('the 3200 ms after which callers fail');
  });

  it('that callers cannot do without may fail as rarely as they may', () => {
    expect(derivationOf('answers', 'table-failures')).toContain('one in ten');
    expect(derivationOf('batches', 'table-failures')).toContain('10 x (1 - availability 0.995)');
  });
});

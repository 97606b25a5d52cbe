import { TerraformStack, Testing } from 'cdktf';
import { nonprod } from '../../../stacks/config/accounts/nonprod';
import { dev } from '../../../stacks/config/environments/dev';
import { prod } from '../../../stacks/config/environments/prod';
import { AccountObservability } from '../../../stacks/datadog/account-observability';
import { entityOf, repositoryOf } from '../../../stacks/datadog/catalog-entry';
import { MonitorResources } from '../../../stacks/datadog/monitor-resources';
import { Observability } from '../../../stacks/datadog/observability';
import { tagsOf } from '../../../stacks/names';
import { all, only, planOf } from '../synthesized';
import { firstOf, integration, PARTS } from './parts';

const service = planOf((stack) => {
  new Observability(stack, 'datadog', { config: prod, parts: PARTS });
});
const monitors = all(service, 'datadog_monitor');
const named = (title: RegExp) => {
  const found = monitors.find(({ name }) => title.test(String(name)));
  if (found === undefined) throw new Error(`no monitor is called ${title}`);
  return found;
};

describe('the Datadog side of an environment', () => {
  it('tags each monitor with what it watches, its kind and its severity', () => {
    expect(named(/-chat nearly fills its memory/)['tags']).toEqual(
      expect.arrayContaining([
        'env:prod',
        'service:llm-gateway',
        'team:llm-platform',
        'kind:function-memory',
        'part:chat',
        'severity:notify',
      ]),
    );
  });

  it('says how bad, how often and how long to wait, and names no person outside', () => {
    expect(named(/fails for its callers/)).toMatchObject({
      priority: '1',
      renotify_interval: 60,
      renotify_statuses: ['alert'],
    });
    expect(named(/nearly fills its memory/)).toMatchObject({
      priority: '3',
      renotify_interval: 1440,
      on_missing_data: 'resolve',
      require_full_window: false,
      evaluation_delay: 60,
      notify_audit: false,
      include_tags: false,
    });
    expect(named(/answers 5xx/)).toMatchObject({ priority: '5' });
    expect(named(/answers 5xx/)).not.toHaveProperty('renotify_interval');
  });

  it('makes a composite of references to its components, without thresholds or a policy for missing data', () => {
    const composite = named(/fails for its callers/);
    expect(composite['query']).toMatch(/^(\$\{datadog_monitor\.[\w-]+\.id\}( \|\| )?){7}$/);
    expect(composite).not.toHaveProperty('monitor_thresholds');
    expect(composite).not.toHaveProperty('on_missing_data');
  });

  it('alerts on the SLOs that it makes', () => {
    const burns = monitors.filter(({ type }) => type === 'slo alert');
    expect(burns).toHaveLength(12);
    for (const { query } of burns)
      expect(query).toMatch(/^(burn_rate|error_budget)\("\$\{datadog_service_level_objective\.[\w-]+\.id\}"\)/);
    expect(
      all(service, 'datadog_service_level_objective').map(({ target_threshold, timeframe }) => [
        target_threshold,
        timeframe,
      ]),
    ).toEqual([
      [99.5, '30d'],
      [95, '30d'],
      [95, '30d'],
      [90, '30d'],
    ]);
  });

  it('links every message to the dashboard, which links to no monitor', () => {
    const dashboard = String(only(service, 'datadog_dashboard_json')['dashboard']);
    expect(dashboard).not.toContain('${datadog_monitor');
    expect(JSON.parse(dashboard)).toMatchObject({ tags: ['team:llm-platform'], layout_type: 'ordered' });
    for (const { message } of monitors)
      expect(message).toMatch(/Dashboard: https:\/\/app\.datadoghq\.com\$\{datadog_dashboard_json\.[\w-]+\.url\}/);
  });

  it('refuses a monitor that refers to one that is not made before it', () => {
    const make = () =>
      new MonitorResources(new TerraformStack(Testing.app(), 'x'), 'monitors', {
        specs: [firstOf('service-failing')],
        tags: tagsOf(prod),
        message: { receivers: prod.datadog.receivers, runbookUrl: prod.datadog.runbookUrl },
        sloIds: new Map(),
      });
    expect(make).toThrow('service-failing refers to api-api-errors, which is not made before it');
  });

  it('holds no Terraform template that nobody meant', () => {
    expect(JSON.stringify(service.resource)).not.toContain('%{');
  });
});

describe('the Datadog side of an account', () => {
  it('watches its integration', () => {
    const plan = planOf((stack) => {
      new AccountObservability(stack, 'datadog', { config: nonprod, parts: [integration] });
    });
    const told = all(plan, 'datadog_monitor').filter(({ type }) => type === 'composite');
    expect(told.map(({ message }) => message)).toEqual([expect.stringContaining('/runbook/integration-lost.md')]);
    expect(told[0]?.['query']).toMatch(
      /^\$\{datadog_monitor\.[\w-]+called\w*\.id\} && !\$\{datadog_monitor\.[\w-]+heard\w*\.id\}$/,
    );
  });
});

describe('the entry in the software catalog', () => {
  it('bears the name of the service in production, and the environment elsewhere, since the catalog knows each name once', () => {
    expect(entityOf(prod, 'url').metadata.name).toBe('llm-gateway');
    expect(entityOf(dev, 'url').metadata.name).toBe('llm-gateway-dev');
  });

  it('says who owns it, and links runbook, dashboard and source', () => {
    const { metadata } = entityOf(prod, 'https://app.example.com/d');
    expect(metadata.owner).toBe('llm-platform');
    expect(metadata.links.map(({ type, url }) => [type, url])).toEqual([
      ['runbook', prod.datadog.runbookUrl],
      ['dashboard', 'https://app.example.com/d'],
      ['repo', 'https://github.com/example/oneplan'],
    ]);
  });

  it('finds the repository of a runbook that is read in one', () => {
    expect(repositoryOf('https://gitlab.com/a/b/-/blob/main/docs/runbook')).toBe('https://gitlab.com/a/b');
    expect(repositoryOf('https://wiki.example.com/runbook')).toBeUndefined();
  });
});

import { dashboardOf } from '../../../stacks/datadog/dashboard/service-dashboard';
import { group, placed, timeseries, WIDTH, type Widget } from '../../../stacks/datadog/dashboard/widget';
import { monitorsOf } from '../../../stacks/datadog/monitors/monitors-for';
import type { Tags } from '../../../stacks/names';
import type { Part } from '../../../stacks/parts';
import { CONTEXT, PARTS } from './parts';

const TAGS: Tags = {
  service: 'gateway',
  env: 'prod',
  stack: 'gateway-prod',
  team: 'llm',
  'cost-center': 'c',
  'managed-by': 'terraform',
};
const made = (parts: readonly Part[] = PARTS) =>
  dashboardOf({ ...CONTEXT, parts }, monitorsOf(CONTEXT), new Map([['availability', 'abc']]), TAGS);
const text = JSON.stringify(made());
const titles = (parts?: readonly Part[]) => made(parts).widgets.map(({ definition }) => definition['title']);

describe('the dashboard of a service', () => {
  it('is the same whenever it is made', () => {
    expect(JSON.stringify(made())).toBe(text);
  });

  it('shows promises, monitors, and groups from the caller inwards', () => {
    expect(titles()).toEqual([
      'Promised: availability',
      'Monitors',
      'API',
      'Models',
      'Mode',
      'Functions',
      'Tables',
      'Queues',
      'Buckets',
      'Keys',
      'Cost and tokens',
      'Variants of an experiment',
      'Quality',
      'Telemetry itself',
    ]);
  });

  it('leaves out what the stack has not', () => {
    expect(titles([])).toEqual(['Promised: availability', 'Monitors']);
  });

  it('uses each of its template variables, and no other', () => {
    const names = made().template_variables.map(({ name }) => name);
    const used = new Set([...text.matchAll(/\$(\w+)/g)].map(([, name]) => name));
    expect([...used].sort()).toEqual([...names].sort());
  });

  it('offers the functions and models that there are', () => {
    expect(made().template_variables.map(({ prefix, available_values }) => [prefix, available_values])).toEqual([
      [
        'functionname',
        ['gateway-prod-chat', 'gateway-prod-health', 'gateway-prod-evaluate', 'gateway-prod-budget-guard'],
      ],
      ['model_alias', ['fast']],
    ]);
  });

  it('draws the thresholds of the monitors, critical and warning', () => {
    const drawn = new Set([...text.matchAll(/"value":"y = ([\d.]+)"/g)].map(([, value]) => Number(value)));
    const thresholds = monitorsOf(CONTEXT)
      .filter(({ graph, kind, parts }) => graph && parts.length > 0 && kind !== 'telemetry-lost')
      .flatMap(({ thresholds: limits }) => [limits?.critical, limits?.warning])
      .filter((limit) => limit !== undefined);
    expect([...drawn].sort()).toEqual([...new Set(thresholds)].sort());
  });

  it('shows monitors by their tags, without those that are for no person', () => {
    const [, summary] = made().widgets;
    expect(summary?.definition['query']).toBe('tag:(service:gateway AND env:prod) -tag:"severity:component"');
  });

  it('names every query that a formula uses', () => {
    const requests = [...text.matchAll(/"queries":(\[.*?\]),"formulas":\[\{(?:"alias":"[^"]*",)?"formula":"([^"]+)"/g)];
    expect(requests.length).toBeGreaterThan(30);
    for (const [, queries = '', formula = ''] of requests)
      for (const [name] of formula.matchAll(/query\d+/g)) expect(queries).toContain(`"name":"${name}"`);
  });
});

describe('widgets', () => {
  const widget = (width: Widget['width']): Widget => ({ width, height: 2, definition: {} });

  it('stand side by side while there is room', () => {
    const layouts = placed([widget('half'), widget('quarter'), widget('half'), widget('full')]).map(
      ({ layout }) => layout,
    );
    expect(layouts.map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [6, 0],
      [0, 2],
      [0, 4],
    ]);
  });

  it('have widths that make a row', () => {
    expect(Object.values(WIDTH).every((width) => 12 % width === 0)).toBe(true);
  });

  it('fit into their group', () => {
    expect(group('g', [widget('third'), widget('full')]).height).toBe(5);
  });

  it('have no markers unless given', () => {
    expect(timeseries('t', []).definition['markers']).toEqual([]);
  });
});

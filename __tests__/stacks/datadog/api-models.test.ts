import { ObjectSerializer } from '@datadog/datadog-api-client/dist/packages/datadog-api-client-v1/models/ObjectSerializer.js';
import { prod } from '../../../stacks/config/environments/prod';
import { madeStacks } from '../made-stacks';
import { synthesized } from '../synthesized';

// Datadog's own models of what its API takes. They know nothing of queries, but every field, type and enumeration. Each
// payload goes in and out again.
// https://github.com/DataDog/datadog-api-client-typescript

type Json = Record<string, unknown>;
const { resource } = synthesized(madeStacks().service(prod));
const all = (type: string): Json[] => Object.values(resource[type] ?? {});

/** What the API's models make of a payload: itself where they know all of it, and what of it they do not. */
function throughModels(payload: Json, model: string): { readonly made: unknown; readonly strange: readonly string[] } {
  const object: unknown = ObjectSerializer.deserialize(payload, model, '');
  const made: unknown = JSON.parse(JSON.stringify(ObjectSerializer.serialize(object, model, '')));
  return { made, strange: strangeIn(object) };
}

/** Places that the models could not read, and fields that they have no name for. */
function strangeIn(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (key === '_unparsed') return item === true ? [path] : [];
    if (key === 'additionalProperties') return Object.keys(item as Json).map((name) => `${path}.${name}`);
    return strangeIn(item, `${path}.${key}`);
  });
}

const WORDS = new Set(['title', 'query', 'alias', 'label', 'formula', 'value']);
const shapeOf = (widget: unknown): string =>
  JSON.stringify(widget, (key, value) =>
    key === 'layout' || (WORDS.has(key) && typeof value === 'string') ? '' : value,
  );

/** A dashboard of which widgets that differ in words alone are there once: the models try forty kinds for each. */
function differing(board: Json): Json {
  const widgets = (board['widgets'] as { definition: Json }[]).map(({ definition, ...rest }) => ({
    ...rest,
    definition: definition['widgets'] === undefined ? definition : differing(definition),
  }));
  return { ...board, widgets: [...new Map(widgets.map((widget) => [shapeOf(widget), widget])).values()] };
}

/** A monitor as the provider sends it: https://docs.datadoghq.com/api/latest/monitors/#create-a-monitor */
function monitorPayload(args: Json): Json {
  const numbers = (thresholds: Json): Json =>
    Object.fromEntries(Object.entries(thresholds).map(([key, value]) => [key, Number(value)]));
  const options = {
    ...pick(args, ['evaluation_delay', 'include_tags', 'notify_audit', 'notify_no_data', 'on_missing_data']),
    ...pick(args, ['renotify_interval', 'renotify_statuses', 'require_full_window']),
    ...(args['monitor_thresholds'] === undefined ? {} : { thresholds: numbers(args['monitor_thresholds'] as Json) }),
  };
  return { ...pick(args, ['name', 'type', 'query', 'message', 'tags']), priority: Number(args['priority']), options };
}

const pick = (args: Json, keys: readonly string[]): Json =>
  Object.fromEntries(keys.filter((key) => args[key] !== undefined).map((key) => [key, args[key]]));

const KNOWN_TO_THE_PROVIDER_ONLY = ['//', 'monitor_thresholds', 'priority'];

it('takes every monitor, with all that is said of it', () => {
  const monitors = all('datadog_monitor');
  expect(monitors.length).toBeGreaterThan(100);
  for (const args of monitors) {
    const payload = monitorPayload(args);
    const said = [...Object.keys(payload), ...Object.keys(payload['options'] as Json)];
    expect(Object.keys(args).filter((key) => !said.includes(key) && !KNOWN_TO_THE_PROVIDER_ONLY.includes(key))).toEqual(
      [],
    );
    expect(throughModels(payload, 'Monitor')).toEqual({ made: payload, strange: [] });
  }
});

it('takes every SLO', () => {
  const slos = all('datadog_service_level_objective');
  expect(slos.length).toBeGreaterThan(1);
  for (const args of slos) {
    const payload = pick(args, [
      'name',
      'type',
      'description',
      'query',
      'tags',
      'target_threshold',
      'thresholds',
      'timeframe',
    ]);
    expect(Object.keys(args).filter((key) => !(key in payload) && key !== '//')).toEqual([]);
    expect(throughModels(payload, 'ServiceLevelObjectiveRequest')).toEqual({ made: payload, strange: [] });
  }
});

it('takes every dashboard, each widget and each of its fields', () => {
  const dashboards = all('datadog_dashboard_json').map(({ dashboard }) =>
    differing(JSON.parse(String(dashboard)) as Json),
  );
  expect(dashboards.length).toBeGreaterThan(0);
  for (const dashboard of dashboards) {
    expect(throughModels(dashboard, 'Dashboard')).toEqual({ made: dashboard, strange: [] });
  }
});

describe('the models find', () => {
  const payload = monitorPayload(all('datadog_monitor')[0] ?? {});

  it.each([
    ['a type that there is not', { ...payload, type: 'query alarm' }],
    ['a policy that there is not', { ...payload, options: { on_missing_data: 'ignore' } }],
    ['a field that there is not', { ...payload, thresholds: {} }],
  ])('%s', (_, wrong) => {
    expect(throughModels(wrong, 'Monitor').strange).not.toEqual([]);
  });

  it('a monitor without a query', () => {
    const { query: _, ...rest } = payload;
    expect(() => throughModels(rest, 'Monitor')).toThrow(/query/);
  });
});

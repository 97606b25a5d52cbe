import { jsonOf, listOf, type Plan, type Resource, recordOf, textAt, textsIn, valuesAt, wordsOf } from './plan';
import { type Query, readGraphQuery, readMonitorQuery, tagOf } from './queries';
import type { Expression, MonitorQuery } from './query-syntax/syntax-tree';

export interface Monitor {
  readonly address: string;
  readonly name: string;
  readonly type: string;
  readonly query: Query<MonitorQuery>;
  readonly message: string;
  readonly escalation: string;
  readonly tags: readonly string[];
  /** `critical`, `warning`, `critical_recovery`, ...: numbers, whatever way they were written. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** `page`, `notify` or `component`; undefined when the tag is missing. */
  readonly severity: string | undefined;
  /** Name of its runbook article. */
  readonly kind: string | undefined;
  /** Ids of the parts it says it watches. */
  readonly parts: readonly string[];
  /** Monitors and SLOs that its query is made of. */
  readonly madeOf: readonly string[];
}

export interface Slo {
  readonly address: string;
  readonly name: string;
  readonly queries: readonly Query<Expression>[];
  /** Share of good events in percent, by timeframe: `30d`. */
  readonly targets: ReadonlyMap<string, number>;
  readonly tags: readonly string[];
  readonly parts: readonly string[];
}

export interface Dashboard {
  readonly address: string;
  readonly title: string;
  readonly queries: readonly Query<Expression>[];
  /** Graphs with lines drawn across them. */
  readonly marked: readonly MarkedGraph[];
  /** Template variables: name, the tag key they stand for, values they start with. */
  readonly variables: readonly { readonly name: string; readonly key: string; readonly defaults: readonly string[] }[];
  readonly tags: readonly string[];
}

/** A graph with a threshold drawn in. */
export interface MarkedGraph {
  readonly title: string;
  readonly queries: readonly Query<Expression>[];
  readonly markers: readonly { readonly kind: 'error' | 'warning' | 'other'; readonly value: number }[];
}

/** What watches, read from the JSON. */
export interface DatadogObjects {
  readonly monitors: readonly Monitor[];
  readonly slos: readonly Slo[];
  readonly dashboards: readonly Dashboard[];
}

/** What was made of the arguments of a resource. Plans that differ in one resource share those of all others. */
function once<T>(read: (resource: Resource) => T): (resource: Resource) => T {
  const known = new WeakMap<object, T>();
  return (resource) => {
    const made = known.get(resource.args) ?? read(resource);
    known.set(resource.args, made);
    return made;
  };
}

const monitorOf = once(readMonitor);
const sloOf = once(readSlo);
const dashboardJsonOf = once(({ address, args }) => readDashboard(address, jsonOf(args['dashboard'])));
const dashboardOf = once(({ address, args }) => readDashboard(address, args));

export const datadogObjects = (plan: Plan): DatadogObjects => ({
  monitors: plan.ofType('datadog_monitor').map(monitorOf),
  slos: plan.ofType('datadog_service_level_objective').map(sloOf),
  dashboards: [
    ...plan.ofType('datadog_dashboard_json').map(dashboardJsonOf),
    ...plan.ofType('datadog_dashboard').map(dashboardOf),
  ],
});

function readMonitor({ address, args }: Resource): Monitor {
  const query = textAt(args, 'query') ?? '';
  const type = textAt(args, 'type') ?? '';
  const tags = texts(args['tags']);
  return {
    address,
    name: textAt(args, 'name') ?? address,
    type,
    query: readMonitorQuery(type, query),
    message: textAt(args, 'message') ?? '',
    escalation: textAt(args, 'escalation_message') ?? '',
    tags,
    thresholds: Object.fromEntries(
      Object.entries(recordOf(listOf(args['monitor_thresholds'])[0])).map(([key, value]) => [
        key,
        Number(wordsOf(value)),
      ]),
    ),
    severity: valuesOf(tags, 'severity')[0],
    kind: valuesOf(tags, 'kind')[0],
    parts: valuesOf(tags, 'part'),
    madeOf: [...query.matchAll(/\$\{(datadog_\w+\.[\w-]+)\.\w+\}/g)].flatMap(([, to]) => to ?? []),
  };
}

function readSlo({ address, args }: Resource): Slo {
  const tags = texts(args['tags']);
  const queries = textsIn(args).filter(({ path }) => /(^|\.)(numerator|denominator|query)$/.test(path));
  return {
    address,
    name: textAt(args, 'name') ?? address,
    queries: queries.map(({ text }) => readGraphQuery(text)),
    targets: new Map(
      listOf(args['thresholds'])
        .map(recordOf)
        .map(({ timeframe, target }) => [wordsOf(timeframe), Number(wordsOf(target))]),
    ),
    tags,
    parts: valuesOf(tags, 'part'),
  };
}

function readDashboard(address: string, definition: unknown): Dashboard {
  const args = recordOf(definition);
  const queries = textsIn(listOf(args['widgets'] ?? args['widget'])).filter(({ path }) =>
    /(^|\.)(requests?\.q|queries\.query|metric_query\.query)$/.test(path),
  );
  return {
    address,
    title: textAt(args, 'title') ?? address,
    queries: queries.map(({ text }) => readGraphQuery(text)),
    marked: markedIn(args['widgets']),
    variables: listOf(args['template_variables'] ?? args['template_variable'])
      .map(recordOf)
      .map((variable) => ({
        name: textAt(variable, 'name') ?? '',
        key: textAt(variable, 'prefix') ?? '',
        defaults: [...texts(variable['defaults']), ...texts(variable['default'])],
      })),
    tags: texts(args['tags']),
  };
}

/** Graphs with markers, at whatever depth. https://docs.datadoghq.com/dashboards/widgets/timeseries/#markers */
function markedIn(widgets: unknown): MarkedGraph[] {
  return listOf(widgets)
    .map((widget) => recordOf(recordOf(widget)['definition']))
    .flatMap((definition) => {
      const markers = listOf(definition['markers']).map(recordOf);
      const graph: MarkedGraph = {
        title: textAt(definition, 'title') ?? '',
        queries: valuesAt(definition, 'requests.queries.query').map((text) => readGraphQuery(wordsOf(text))),
        markers: markers.map(({ value, display_type: type }) => ({
          kind: (['error', 'warning'] as const).find((kind) => wordsOf(type).startsWith(kind)) ?? 'other',
          value: Number(wordsOf(value).replace(/^y\s*=\s*/, '')),
        })),
      };
      return [...(markers.length === 0 ? [] : [graph]), ...markedIn(definition['widgets'])];
    });
}

const texts = (value: unknown): string[] => listOf(value).filter((item) => typeof item === 'string');

/** Values of a tag key. */
const valuesOf = (tags: readonly string[], key: string): string[] =>
  tags
    .map(tagOf)
    .filter((tag) => tag.key === key)
    .map(({ value }) => value);

/** A monitor's own query, and those of the monitors and SLOs that it is made of. */
export function queriesBehind(monitor: Monitor, { monitors, slos }: DatadogObjects): Query[] {
  const behind = monitor.madeOf.flatMap((address) => [
    ...monitors.filter((other) => other.address === address && other !== monitor).map(({ query }) => query),
    ...slos.filter((slo) => slo.address === address).flatMap(({ queries }) => queries),
  ]);
  return [monitor.query, ...behind];
}

/** Whether somebody else is told about it: it is part of a composite. */
export const isPartOfComposite = (monitor: Monitor, { monitors }: DatadogObjects): boolean =>
  monitors.some(({ type, madeOf }) => type === 'composite' && madeOf.includes(monitor.address));

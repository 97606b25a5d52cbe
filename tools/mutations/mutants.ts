import type { Args, Synthesized } from '../../stacks/checks/plan';

/** A plan with one thing made worse, as a slip or a hurried change would. */
export interface Mutant {
  /** What kind of harm: a row of the table. */
  readonly harm: string;
  /** Address of the resource, and what was done to it. */
  readonly where: string;
  readonly plan: Synthesized;
}

/** Every plan that is one slip away from the given one. */
export function* mutantsOf(plan: Synthesized): Generator<Mutant> {
  for (const { type, id, args } of resourcesOf(plan)) {
    const address = `${type}.${id}`;
    const mutant = (harm: string, what: string, changed: Args | undefined): Mutant => ({
      harm,
      where: `${address}: ${what}`,
      plan: withResource(plan, type, id, changed),
    });
    if (type === 'aws_lambda_function') {
      yield mutant('a function renamed', 'function_name', { ...args, function_name: `${args['function_name']}-x` });
    }
    if (type === 'datadog_service_level_objective') yield* ofSlo(args, mutant);
    if (type === 'datadog_monitor') yield* ofMonitor(args, mutant);
    if (type === 'datadog_dashboard_json') yield* ofDashboard(args, mutant);
  }
}

type Make = (harm: string, what: string, changed: Args | undefined) => Mutant;

function* ofMonitor(args: Args, mutant: Make): Generator<Mutant> {
  const query = String(args['query']);
  const message = String(args['message']);
  yield mutant('a monitor deleted', 'all of it', undefined);
  if (message.includes('@')) {
    yield mutant('its receivers emptied', 'message', { ...args, message: message.replaceAll(/@[\w.+-]+/g, '') });
  }
  yield mutant('its runbook link cut', 'message', { ...args, message: message.replace(/\S+\.md/, '') });
  yield* tags(args, mutant);
  yield* scopes(query, (changed) => ({ ...args, query: changed }), mutant);
  const metric = /:([\w.]+)\{/.exec(query)?.[1];
  if (metric !== undefined) {
    yield mutant('a metric misspelt', metric, { ...args, query: query.replace(`:${metric}{`, `:${metric}s{`) });
  }
  const thresholds = args['monitor_thresholds'] as Readonly<Record<string, string>> | undefined;
  const critical = thresholds?.['critical'];
  if (critical === undefined) return;
  const looser = String(Number(critical) * 2 + 1);
  const loosened = { ...args, monitor_thresholds: { ...thresholds, critical: looser } };
  yield mutant('its threshold loosened', 'monitor_thresholds', loosened);
  const end = / [\d.]+$/;
  yield mutant('the threshold of its query loosened', 'query', { ...args, query: query.replace(end, ` ${looser}`) });
}

function* ofSlo(args: Args, mutant: Make): Generator<Mutant> {
  const { numerator, denominator } = args['query'] as Readonly<Record<string, string>>;
  yield mutant('an SLO deleted', 'all of it', undefined);
  yield* tags(args, mutant);
  const query = { numerator, denominator };
  for (const [side, text] of Object.entries(query)) {
    yield* scopes(text ?? '', (changed) => ({ ...args, query: { ...query, [side]: changed } }), mutant);
  }
  const target = Number(args['target_threshold']) - 1;
  yield mutant('its target loosened', 'target_threshold', { ...args, target_threshold: target });
}

function* ofDashboard(args: Args, mutant: Make): Generator<Mutant> {
  const text = String(args['dashboard']);
  const markers = [...text.matchAll(/"value":"y = ([\d.]+)"/g)];
  for (const { 0: marker, 1: value, index } of markers) {
    const changed = `${text.slice(0, index)}"value":"y = ${Number(value) * 2 + 1}"${text.slice(index + marker.length)}`;
    yield mutant('a line drawn elsewhere', `y = ${value}`, { ...args, dashboard: changed });
  }
}

/** Each tag of a list, broken. */
function* tags(args: Args, mutant: Make): Generator<Mutant> {
  const all = args['tags'] as readonly string[];
  for (const [index, tag] of all.entries()) {
    yield mutant('a tag broken', tag, { ...args, tags: all.with(index, `${tag}-x`) });
  }
}

/** Each tag within braces, broken. */
function* scopes(query: string, changed: (query: string) => Args, mutant: Make): Generator<Mutant> {
  for (const { 0: tag, index } of query.matchAll(/(?<=[{,(]|AND |OR )[\w.]+:[\w./:-]+/g)) {
    const end = index + tag.length;
    yield mutant('a scope broken', tag, changed(`${query.slice(0, end)}-x${query.slice(end)}`));
  }
}

const resourcesOf = (plan: Synthesized) =>
  Object.entries(plan.resource ?? {}).flatMap(([type, byId]) =>
    Object.entries(byId).map(([id, args]) => ({ type, id, args })),
  );

/** The plan with a resource changed, or without it; all else is shared. */
function withResource(plan: Synthesized, type: string, id: string, args: Args | undefined): Synthesized {
  const { [id]: _, ...others } = plan.resource?.[type] ?? {};
  return { ...plan, resource: { ...plan.resource, [type]: args === undefined ? others : { ...others, [id]: args } } };
}

import type { Check, Facts, Problem } from './check';
import { isPartOfComposite, type Monitor } from './datadog-objects';
import { type Mention, readMessage } from './messages';

/** Who hears of a monitor is its severity's receivers, when it fires, and nobody by accident. */
export const everyMonitorReachesSomebody: Check = (facts) =>
  facts.datadog.monitors.flatMap((monitor) => {
    const { mentions, problems } = readMessage(monitor.message);
    const why = [
      ...problems,
      ...(monitor.severity === 'component' ? component(monitor, mentions, facts) : told(monitor, mentions, facts)),
    ];
    return why.map(
      (problem): Problem => ({ resource: monitor.address, problem: `"${monitor.name}": ${problem}`, fix: FIX }),
    );
  });

const FIX =
  'assemble the message in stacks/datadog with the receivers of its severity inside {{#is_alert}}; receivers are datadog.receivers in the config';

function told({ severity, escalation }: Monitor, mentions: readonly Mention[], { receivers, parts }: Facts): string[] {
  if (severity !== 'page' && severity !== 'notify') {
    return [
      `its tag severity must be page, notify or component, got ${severity === undefined ? 'none' : `"${severity}"`}`,
    ];
  }
  const wanted = receivers[severity];
  const people = new Set<string>(wanted);
  // a machine that hears of it as well is nobody
  const allowed = new Set([
    ...wanted,
    ...parts.filter(({ kind }) => kind === 'topic').map(({ name }) => `@sns-${name}`),
  ]);
  const reached = mentions.filter(({ handle, inside }) => people.has(handle) && inside.includes('is_alert'));
  const open = mentions.filter(({ inside }) => inside.length === 0).map(({ handle }) => handle);
  const strange = [...mentions, ...readMessage(escalation).mentions]
    .map(({ handle }) => handle)
    .filter((handle) => !allowed.has(handle));
  return [
    ...(reached.length === 0
      ? [`when it alerts, nobody of ${severity} is told (${wanted.join(', ') || 'no receivers'})`]
      : []),
    ...unique(open).map((handle) => `${handle} stands outside conditionals, so it is told of every change`),
    ...unique(strange).map((handle) => `${handle} is no receiver of ${severity}`),
  ];
}

function component(monitor: Monitor, mentions: readonly Mention[], { datadog }: Facts): string[] {
  return [
    ...(isPartOfComposite(monitor, datadog) ? [] : ['it is a component, but no composite is made of it']),
    ...unique(mentions.map(({ handle }) => handle)).map((handle) => `it is a component, but tells ${handle} by itself`),
  ];
}

const unique = (handles: readonly string[]): string[] => [...new Set(handles)];

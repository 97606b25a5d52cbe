import type { Check } from './check';
import type { Monitor } from './datadog-objects';

/** Everything between double braces in a monitor's message is filled in by Datadog. */
export const everyMessageRenders: Check = ({ datadog }) =>
  datadog.monitors.flatMap((monitor) =>
    [monitor.message, monitor.escalation, monitor.name].flatMap((text) =>
      unrendered(text, monitor).map((why) => ({
        resource: monitor.address,
        problem: `"${monitor.name}": ${why}`,
        fix: 'Datadog sends such text as it stands, or an empty one; assemble the message in stacks/datadog/message.ts',
      })),
    ),
  );

/** Variables that every monitor has: https://docs.datadoghq.com/monitors/notify/variables/ */
const ALWAYS = new Set([
  'value',
  'comparator',
  'threshold',
  'last_triggered_at',
  'last_triggered_at_epoch',
  'first_triggered_at',
  'first_triggered_at_epoch',
  'triggered_duration_sec',
  'alert_id',
  'alert_title',
  'alert_status',
  'org_name',
  'priority',
  'check_message',
]);

/** Variables of a threshold, by what the monitor must have for them. */
const OF_THRESHOLD: Readonly<Record<string, string>> = {
  warn_threshold: 'warning',
  ok_threshold: 'ok',
  critical_recovery_threshold: 'critical_recovery',
  warning_recovery_threshold: 'warning_recovery',
};

function unrendered(text: string, { thresholds, query }: Monitor): string[] {
  // references to Terraform have single braces, which are of no account here
  const opened = text.split('{{').length - 1;
  const closed = text.split('}}').length - 1;
  const groups = new Set(query.metrics.flatMap(({ by }) => by));
  const unknown = [...text.matchAll(/\{\{([^{}#^/!][^{}]*)\}\}/g)].flatMap(([, inside = '']) => {
    const name = inside.trim().split(/[\s|]/)[0] ?? '';
    const threshold = OF_THRESHOLD[name];
    if (threshold !== undefined) {
      return thresholds[threshold] === undefined
        ? [`{{${name}}} is of a threshold "${threshold}", which it has not`]
        : [];
    }
    if (ALWAYS.has(name) || name === 'eval' || inside.includes('"')) return [];
    const [key = '', field] = name.split('.');
    if (field === undefined) return [`{{${name}}} is no variable that Datadog knows`];
    return groups.has(key) || groups.has(name.replace(/\.name$/, ''))
      ? []
      : [`{{${name}}} is empty: the query is split by ${groups.size === 0 ? 'nothing' : [...groups].join(', ')}`];
  });
  return [...(opened === closed ? [] : [`"{{" stands ${opened} times, "}}" ${closed} times`]), ...unknown];
}

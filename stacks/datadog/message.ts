import type { MonitorSpec, Severity } from './monitors/spec';

/** Who hears of it, and where people look. */
export interface MessageContext {
  readonly receivers: Readonly<Record<Severity, readonly string[]>>;
  /** Where docs/runbook is readable; no slash at the end. */
  readonly runbookUrl: string;
  /** Absent where there is no dashboard. */
  readonly dashboardUrl?: string;
}

/**
 * The message of every monitor, assembled here and nowhere else: what is wrong, how the threshold came about, what to read,
 * and who is told. Receivers stand inside conditionals only: outside, they would be told of every change of state.
 * https://docs.datadoghq.com/monitors/notify/variables/
 */
export function messageOf(spec: MonitorSpec, { receivers, runbookUrl, dashboardUrl }: MessageContext): string {
  const told = receivers[spec.severity].join(' ');
  const blocks = [
    `{{#is_alert}}${spec.title}: {{value}}, allowed {{threshold}} ${spec.unit}.{{/is_alert}}`,
    ...(spec.warning === undefined
      ? []
      : [`{{#is_warning}}${spec.title}, soon: {{value}}, allowed {{warn_threshold}} ${spec.unit}.{{/is_warning}}`]),
    '{{#is_recovery}}Over.{{/is_recovery}}',
  ];
  return [
    blocks.join('\n'),
    `Threshold: ${spec.derivation}.`,
    [
      `Runbook: ${runbookUrl}/${spec.kind}.md`,
      ...(dashboardUrl === undefined ? [] : [`Dashboard: ${dashboardUrl}`]),
    ].join('\n'),
    [
      `{{#is_alert}}${told}{{/is_alert}}`,
      ...(spec.warning === undefined ? [] : [`{{#is_warning}}${told}{{/is_warning}}`]),
      `{{#is_recovery}}${told}{{/is_recovery}}`,
    ].join('\n'),
  ].join('\n\n');
}

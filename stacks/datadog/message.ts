import type { MonitorSpec, Severity } from './monitors/spec';

/** Who hears of it, and where people look. */
export interface MessageContext {
  readonly receivers: Readonly<Record<Exclude<Severity, 'component'>, readonly string[]>>;
  /** Where docs/runbook is readable; no slash at the end. */
  readonly runbookUrl: string;
  /** Absent where there is no dashboard. */
  readonly dashboardUrl?: string;
}

/**
 * The message of every monitor, assembled here and nowhere else: what is wrong, by how much, who is told, where to read on.
 *
 * Receivers stand inside conditionals only: a bare one is told of every change of state
 * (https://docs.datadoghq.com/monitors/notify/variables/#conditional-variables). The recovery names them too, because that
 * is what closes the incident that the alert has opened.
 */
export function messageOf(spec: MonitorSpec, { receivers, runbookUrl, dashboardUrl }: MessageContext): string {
  const told = spec.severity === 'component' ? [] : [receivers[spec.severity].join(' ')];
  const block = (condition: string, lines: readonly string[]) =>
    [`{{#${condition}}}`, ...lines, ...told, `{{/${condition}}}`].join('\n');
  const blocks = [
    block('is_alert', [`${spec.title}.`, ...valueLine(spec, 'threshold'), ...signalLine(spec, 'alert')]),
    ...(spec.thresholds?.warning === undefined
      ? []
      : [block('is_warning', [`Not yet, but soon: ${spec.title}.`, ...valueLine(spec, 'warn_threshold')])]),
    ...(spec.noData.policy === 'notify' ? [block('is_no_data', [`Nothing arrives of: ${spec.shows}.`])] : []),
    block('is_recovery', [`Over: ${spec.title}.`, ...signalLine(spec, 'recovery')]),
  ];
  const links = [
    `Threshold: ${spec.derivation}.`,
    `Runbook: ${runbookUrl}/${spec.kind}.md`,
    ...(dashboardUrl === undefined ? [] : [`Dashboard: ${dashboardUrl}`]),
  ];
  return [...blocks, links.join('\n')].join('\n');
}

/** A composite compares nothing, so it has no value to show. */
const valueLine = ({ thresholds, shows }: MonitorSpec, threshold: string): string[] =>
  thresholds === undefined ? [] : [`${capital(shows)}: {{value}}, more than {{${threshold}}}.`];

const signalLine = ({ signal }: MonitorSpec, when: 'alert' | 'recovery'): string[] =>
  signal === undefined ? [] : [`For the budget guard ${signal.receiver} ${signal[when]}`];

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

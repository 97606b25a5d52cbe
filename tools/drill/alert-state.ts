import { isNothing } from './nothing';
/** What a monitor says: `warn` and `no-data` are heard by whoever its message names for them. */
export type State = 'ok' | 'warn' | 'alert' | 'no-data';

export interface Limits {
  readonly comparator: string;
  readonly critical: number;
  readonly warning?: number;
  /** What the value must pass before an alert is over. Default: the threshold itself. */
  readonly criticalRecovery?: number;
  readonly warningRecovery?: number;
  /** `on_missing_data`: `resolve`, `default`, `show_no_data`, `show_and_notify_no_data`. */
  readonly onMissingData: string;
  /** Of counts, for which `default` reads nothing as zero. */
  readonly counts: boolean;
}

/** The state after one more evaluation. https://docs.datadoghq.com/monitors/guide/recovery-thresholds/ */
export function nextState(before: State, value: number, limits: Limits): State {
  if (isNothing(value)) {
    if (limits.onMissingData === 'resolve') return 'ok';
    if (limits.onMissingData.startsWith('show')) return 'no-data';
    return limits.counts ? nextState(before, 0, limits) : before;
  }
  const beyond = (limit: number | undefined): boolean =>
    limit !== undefined && exceeds(limits.comparator, value, limit);
  if (beyond(limits.critical) || (before === 'alert' && beyond(limits.criticalRecovery))) return 'alert';
  if (beyond(limits.warning) || (before === 'warn' && beyond(limits.warningRecovery))) return 'warn';
  return 'ok';
}

export function exceeds(comparator: string, value: number, limit: number): boolean {
  if (comparator === '>') return value > limit;
  if (comparator === '>=') return value >= limit;
  if (comparator === '<') return value < limit;
  return value <= limit;
}

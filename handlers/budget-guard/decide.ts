import { GUARD_CAUSES, type GuardCause, type GuardModes, type GuardWord } from '../contract/guard';
import type { ModeAlert, ModeValue } from '../contract/modes';

export interface GuardMessage {
  readonly cause: GuardCause;
  readonly word: GuardWord;
  /** When it was published, in milliseconds since the epoch. */
  readonly at: number;
}

/** What stands in the parameter, and when it was changed last. */
export interface Standing {
  readonly value: ModeValue;
  /** Milliseconds since the epoch. */
  readonly changedAt: number;
}

/**
 * What the parameter shall hold after a message; nothing when it says nothing new. Of each cause the newest word counts,
 * whenever it arrives and however often; a person's word stays, and counts where it is the stricter one.
 *
 * A value without `alerts` is a person's last word, who has seen what was said until then: older messages are void.
 */
export function valueAfter(
  { value, changedAt }: Standing,
  { cause, word, at }: GuardMessage,
  modes: GuardModes,
): ModeValue | undefined {
  if (value.alerts === undefined && at <= changedAt) return undefined;
  const alert: ModeAlert = {
    mode: word === 'alert' ? modes[cause] : 'normal',
    at: new Date(at).toISOString(),
    until: new Date(endOf(cause, at)).toISOString(),
  };
  const before = value.alerts?.[cause];
  if (before !== undefined && !isNewer(alert, before)) return undefined;
  return { ...value, alerts: { ...value.alerts, [cause]: alert } };
}

/** Two words of the same instant cannot be put in order: that something is wrong is the safer one. */
const isNewer = (a: ModeAlert, b: ModeAlert): boolean =>
  Date.parse(a.at) === Date.parse(b.at)
    ? b.mode === 'normal' && a.mode !== 'normal'
    : Date.parse(a.at) > Date.parse(b.at);

/** When a word ends by itself: with the budget's month, in UTC, or after hours. */
function endOf(cause: GuardCause, at: number): number {
  const { lasts } = GUARD_CAUSES[cause];
  const date = new Date(at);
  return lasts === 'month'
    ? Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
    : at + lasts.hours * 60 * 60 * 1_000;
}

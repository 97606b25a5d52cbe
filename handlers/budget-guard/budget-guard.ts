import type { GuardAction, GuardModes } from '../contract/guard';
import { FIRST_MODE } from '../contract/modes';
import type { Log } from '../runtime/logger';
import { modeAt, modeValue } from '../runtime/mode-value';
import type { Parameter } from '../runtime/parameter';
import type { Telemetry } from '../runtime/telemetry';
import { type Standing, valueAfter } from './decide';
import { type Heard, heardIn, type Listening } from './message';

export interface BudgetGuardDependencies {
  readonly listening: Listening;
  readonly modes: GuardModes;
  readonly parameter: Pick<Parameter, 'read' | 'write'>;
  readonly telemetry: Pick<Telemetry, 'count'>;
  readonly log: Log;
}

/** One message, as far as it could be told from the event. */
interface Published {
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Sets the mode as messages about money say, and takes it back. What it does not understand it leaves alone, and says so.
 *
 * @throws the SDK's error when the parameter cannot be read or written: Lambda tries again, and keeps what stays failed.
 */
export async function budgetGuard(event: unknown, dependencies: BudgetGuardDependencies): Promise<void> {
  for (const published of messagesOf(event)) await deal(published, dependencies);
}

async function deal(published: Published | undefined, dependencies: BudgetGuardDependencies): Promise<void> {
  const { listening, telemetry, log } = dependencies;
  const heard = published && heardIn(published.text, listening);
  if (published === undefined || heard === undefined) {
    telemetry.count('guardMessages', 1, { action: 'not-understood' });
    // not its text: nobody has said what it may hold
    log('warn', 'a message that is none for the guard', { action: 'not-understood' });
    return;
  }
  if (heard === 'nothing') {
    telemetry.count('guardMessages', 1, { action: 'kept' });
    log('info', 'nothing to do', { action: 'kept' });
    return;
  }
  const guard_cause = `${heard.cause} ${heard.word}`;
  try {
    const { action, mode } = await act(heard, published.at, dependencies);
    telemetry.count('guardMessages', 1, { action });
    const changed = action === 'changed';
    log(changed ? 'warn' : 'info', changed ? 'the mode is changed' : 'the mode is kept', { action, guard_cause, mode });
  } catch (error) {
    telemetry.count('guardMessages', 1, { action: 'failed' });
    log('error', 'the guard could not act', {
      action: 'failed',
      guard_cause,
      ...(error instanceof Error ? { cause: error.name } : {}),
    });
    throw error;
  }
}

/** Writes what a message says; `changed` when callers will feel it. */
async function act(
  heard: Exclude<Heard, 'nothing'>,
  at: number,
  { modes, parameter, log }: BudgetGuardDependencies,
): Promise<{ readonly action: GuardAction; readonly mode: string }> {
  const standing = await read(parameter, log);
  const value = valueAfter(standing, { ...heard, at }, modes);
  const now = Date.now();
  const before = modeAt(standing.value, now);
  if (value === undefined) return { action: 'kept', mode: before };
  await parameter.write(JSON.stringify(value));
  const mode = modeAt(value, now);
  return { action: mode === before ? 'kept' : 'changed', mode };
}

/** What stands there; where that is no value, functions take it as nothing said, and so does the guard. */
async function read(parameter: Pick<Parameter, 'read'>, log: Log): Promise<Standing> {
  const { text, changedAt } = await parameter.read();
  const value = modeValue(text);
  if (value !== undefined) return { value, changedAt };
  log('warn', 'the parameter held no mode; the guard begins anew');
  return { value: { ...FIRST_MODE, by: 'budget-guard', why: 'the value before was malformed' }, changedAt: 0 };
}

/** The messages of an SNS event; nothing in the place of one that is none, or for an event that is none. */
function messagesOf(event: unknown): (Published | undefined)[] {
  const records = (event as { Records?: unknown } | null | undefined)?.Records;
  if (!Array.isArray(records)) return [undefined];
  return records.map((record: { Sns?: { Message?: unknown; Timestamp?: unknown } | null } | null | undefined) => {
    const text = record?.Sns?.Message;
    const timestamp = record?.Sns?.Timestamp;
    const at = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
    return typeof text === 'string' && Number.isFinite(at) ? { text, at } : undefined;
  });
}

import { MODE_LOOK_UP, type Mode, type ModeLookUpResult, type ModeValue } from '../contract/modes';
import { modeAt, modeValue } from './mode-value';
import { orAborted, timeLimit } from './time-limit';

/** The mode of the service, as one execution environment knows it. */
export interface CurrentMode {
  /**
   * The mode now: the last value that was read, or normal where none ever was. It never throws. It waits, at most for one
   * look-up, only where nothing is known, or nothing recent.
   */
  get(): Promise<Mode>;
  /** Resolves when no look-up is under way: Lambda freezes what a request leaves running. */
  settled(): Promise<void>;
}

export interface CurrentModeOptions {
  /** Resolves once `read` can do its work: loading code takes time of ours, which the deadline is not for. Never rejects. */
  readonly ready: Promise<unknown>;
  /** Reads the parameter. */
  readonly read: (signal: AbortSignal) => Promise<string>;
  /** Told how each look-up ended, at the next `get` or `settled`, so that what it sends belongs to a request. */
  readonly onLookUp: (result: ModeLookUpResult, error?: unknown) => void;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Begins to look at once, so that the first request finds it known or nearly so. */
export function currentMode({ ready, read, onLookUp, now = Date.now }: CurrentModeOptions): CurrentMode {
  let known: { readonly value: ModeValue; readonly at: number } | undefined;
  let nextLookUp = 0;
  let underWay: Promise<void> | undefined;
  const untold: { readonly result: ModeLookUpResult; readonly error?: unknown }[] = [];

  const lookUp = async (): Promise<void> => {
    await ready;
    const limit = timeLimit(MODE_LOOK_UP.deadlineMs);
    try {
      const value = modeValue(await orAborted(read(limit.signal), limit.signal));
      untold.push({ result: value === undefined ? 'malformed' : 'ok' });
      if (value !== undefined) known = { value, at: now() };
      nextLookUp = now() + MODE_LOOK_UP.freshMs;
    } catch (error) {
      untold.push({ result: 'failed', error });
      nextLookUp = now() + MODE_LOOK_UP.retryMs;
    } finally {
      limit.clear();
      underWay = undefined;
    }
  };
  const tell = (): void => {
    for (const { result, error } of untold.splice(0)) onLookUp(result, error);
  };
  const begin = (): Promise<void> => {
    underWay ??= lookUp();
    return underWay;
  };

  void begin();
  return {
    get: async () => {
      if (now() >= nextLookUp) void begin();
      const age = known === undefined ? Number.POSITIVE_INFINITY : now() - known.at;
      if (age > MODE_LOOK_UP.staleMs) await underWay;
      tell();
      return known === undefined ? 'normal' : modeAt(known.value, now());
    },
    settled: async () => {
      await underWay;
      tell();
    },
  };
}

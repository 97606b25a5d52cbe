/** A signal that fires when the time is up. */
export interface TimeLimit {
  readonly signal: AbortSignal;
  /** Begins anew with this much time, unless it has fired. */
  restart(ms: number): void;
  /** It will not fire any more. */
  clear(): void;
}

/** Unlike `AbortSignal.timeout`, a limit can be moved: a stream has one for its first words, and another for the rest. */
export function timeLimit(ms: number): TimeLimit {
  const controller = new AbortController();
  const fire = (): void => controller.abort();
  let timer = setTimeout(fire, ms);
  return {
    signal: controller.signal,
    restart: (more) => {
      clearTimeout(timer);
      timer = setTimeout(fire, more);
    },
    clear: () => clearTimeout(timer),
  };
}

/** Waits for work that cannot be stopped, and no longer than until the signal. @throws the signal's reason */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

import { setTimeout as wait } from 'node:timers/promises';
import { RotationError } from './rotation-error';

export interface Patience {
  readonly attempts: number;
  /** Longest wait between two attempts: full jitter below it. */
  readonly maxBackoffMs: number;
  /** Milliseconds that the step still has. */
  remainingMs(): number;
}

/** Tries again what may pass by itself, as long as there is time for a further attempt. @throws what the last attempt threw */
export async function patiently<T>(
  attempt: () => Promise<T>,
  { attempts, maxBackoffMs, remainingMs }: Patience,
): Promise<T> {
  for (let left = attempts - 1; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      const backoff = Math.random() * maxBackoffMs;
      const again = error instanceof RotationError && error.passing && left > 0 && remainingMs() > backoff;
      if (!again) throw error;
      await wait(backoff);
    }
  }
}

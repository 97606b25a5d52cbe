/** When things are begun: one after the other at a steady rate, whether or not those before have ended. */
export interface Steady {
  readonly perSecond: number;
  readonly seconds: number;
  /** Milliseconds that only go up. Default: the process's own clock. */
  readonly now?: () => number;
  /** Default: a timer. */
  readonly wait?: (ms: number) => Promise<void>;
}

const timer = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Begins tasks at a steady rate and waits for the last of them.
 *
 * Users do not wait for each other. A tool that keeps a number of connections, and sends on one when its answer is there, sends
 * less just when answers are slow, and so hides it (coordinated omission). A task that begins late, since this machine is busy,
 * is told when it should have begun, so that its delay counts.
 */
export async function steady<T>(
  { perSecond, seconds, now = () => performance.now(), wait = timer }: Steady,
  task: (due: number) => Promise<T>,
): Promise<T[]> {
  const total = Math.max(1, Math.floor(perSecond * seconds));
  const started = now();
  const running: Promise<T>[] = [];
  for (let index = 0; index < total; index += 1) {
    const due = started + (index * 1_000) / perSecond;
    const ms = due - now();
    if (ms > 0) await wait(ms);
    running.push(task(due));
  }
  return Promise.all(running);
}

import { connect } from 'node:net';

/** What the service stands on, by name: `host:port`. */
export type CheckTargets = Readonly<Record<string, string>>;

export interface CheckedTarget {
  readonly name: string;
  readonly reachable: boolean;
  /** How long it took to connect, or to give up. */
  readonly ms: number;
}

export interface DeepCheckOptions {
  /** A target that takes longer is not reachable. */
  readonly timeoutMs: number;
  /** A result is told again for so long: the route is open, and may not become a way to make many connections. */
  readonly keepMs: number;
  /** Milliseconds that only go up. Default: the process's own clock. */
  readonly now?: () => number;
}

/**
 * Looks whether a connection to each target comes about, side by side, and closes it: name, route, security groups and endpoint
 * work. Nothing is sent, so it costs nothing. One check at a time, whoever asks meanwhile gets its result.
 */
export function deepCheck(
  targets: CheckTargets,
  { timeoutMs, keepMs, now = () => performance.now() }: DeepCheckOptions,
): () => Promise<readonly CheckedTarget[]> {
  let last: { readonly at: number; readonly result: Promise<readonly CheckedTarget[]> } | undefined;
  return () => {
    if (last === undefined || now() - last.at >= keepMs) {
      const result = Promise.all(Object.entries(targets).map(([name, target]) => checked(name, target, timeoutMs)));
      last = { at: now(), result };
    }
    return last.result;
  };
}

async function checked(name: string, target: string, timeoutMs: number): Promise<CheckedTarget> {
  const started = performance.now();
  const [, host = '', port] = /^(.+):(\d+)$/.exec(target) ?? [];
  const reachable = await new Promise<boolean>((resolve) => {
    const socket = connect({ host, port: Number(port) });
    const end = (result: boolean): void => {
      resolve(result);
      socket.destroy();
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    // not the socket's own timeout, which does not count a slow look-up of the name
    setTimeout(end, timeoutMs, false).unref();
  });
  return { name, reachable, ms: Math.round(performance.now() - started) };
}

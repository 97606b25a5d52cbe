import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

/** A program under measurement. */
export interface Contestant {
  readonly name: string;
  /** Path of its code. */
  readonly entry: string;
  /** Whether Datadog's tracer and wrapper are around it, as in the layer. */
  readonly datadog: boolean;
  /** Whether it has its tables. Default: neither limits nor cache. */
  readonly tables?: boolean;
}

const NO_TABLES = { TENANT_LIMITS: 'none', RESPONSE_CACHE: 'off', IDEMPOTENCY: 'off' };

export interface Serving {
  readonly url: string;
  close(): void;
}

const PROGRAM = 'tools/bench-handlers/contestant.js';

function started(
  mode: 'serve' | 'once',
  { entry, datadog, tables = false }: Contestant,
  env: Readonly<Record<string, string>>,
): ChildProcess {
  const child = fork(PROGRAM, [mode, entry, ...(datadog ? ['datadog'] : [])], {
    // where Lambda finds the modules of its layers
    env: {
      PATH: process.env['PATH'],
      ...(datadog ? { NODE_PATH: resolve('node_modules') } : {}),
      ...env,
      ...(tables ? {} : NO_TABLES),
    },
    execArgv: [],
    // log lines cost what they cost; nobody reads them
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.once('exit', (code) => {
    if (code) throw new Error(`${entry} (${mode}) ended with ${code}`);
  });
  return child;
}

async function message<T>(child: ChildProcess): Promise<T> {
  const [first] = (await once(child, 'message')) as [T];
  return first;
}

/** Starts a program that serves over HTTP, as a container would. */
export async function serving(contestant: Contestant, env: Readonly<Record<string, string>>): Promise<Serving> {
  const child = started('serve', contestant, env);
  const { url } = await message<{ url: string }>(child);
  return { url, close: () => void child.disconnect() };
}

/** From the start of a process: until its code was loaded, and until its first answer. Milliseconds. */
export const coldStart = (
  contestant: Contestant,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly importMs: number; readonly answerMs: number }> => message(started('once', contestant, env));

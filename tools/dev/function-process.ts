import { type ChildProcess, fork } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { APIGatewayProxyResult } from 'aws-lambda';

export interface Head {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string | number | boolean>>;
}

/** Where an answer goes as it comes. */
export interface Receiver {
  head(head: Head): void;
  chunk(bytes: Uint8Array): void;
  /** One line that the function wrote to standard output or error meanwhile. */
  line(text: string): void;
}

export interface Invocation {
  readonly event: unknown;
  readonly requestId: string;
  readonly timeoutMs: number;
  readonly receiver: Receiver;
}

/** A function failed as a whole, where Lambda would report a function error. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';
}

/** One execution environment: a handler loaded once, in a process of its own. */
export interface FunctionProcess {
  /** One at a time, until its last line is written. Nothing is returned when the handler streamed its answer. @throws FunctionError */
  invoke<T = APIGatewayProxyResult>(invocation: Invocation): Promise<T | undefined>;
  /** Tells the handler that nobody reads its stream any more. */
  gone(): void;
  close(): Promise<void>;
  alive(): boolean;
}

type Message = {
  readonly ready?: true;
  readonly id?: number;
  readonly head?: Head;
  readonly chunk?: Uint8Array;
  readonly result?: unknown;
  readonly ended?: true;
  readonly error?: string;
};

/**
 * Starts a bundle with this environment and no other, and waits until it is loaded.
 *
 * @param bundle Path of the code. It may still be in the making: the process and Datadog's tracer start meanwhile.
 * @throws FunctionError with what the process wrote, when it does not load.
 */
export async function functionProcess(
  bundle: string | Promise<string>,
  environment: Readonly<Record<string, string>>,
): Promise<FunctionProcess> {
  const child = fork(resolve('tools/dev/lambda-process.js'), {
    // a layer's modules are found by NODE_PATH in Lambda, wherever the code lies
    env: { PATH: process.env['PATH'], NODE_PATH: resolve('node_modules'), ...environment },
    execArgv: [],
    serialization: 'advanced', // chunks are bytes
    silent: true,
  });
  const early: string[] = [];
  let lineTo = (text: string): void => void early.push(text);
  let wroteLast = (): void => {};
  for (const input of [child.stdout, child.stderr]) {
    if (input === null) continue;
    createInterface({ input }).on('line', (text) => (text.startsWith('END RequestId: ') ? wroteLast() : lineTo(text)));
  }
  let alive = true;
  const exited = new Promise<number | string>((done) =>
    child.once('exit', (code, signal) => {
      alive = false;
      done(code ?? signal ?? 'nothing');
    }),
  );
  try {
    child.send({ load: resolve(await bundle) });
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  await loaded(child, exited, early);

  let last = 0;
  return {
    alive: () => alive,
    gone: () => void (alive && child.send({ id: last, gone: true })),
    close: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    invoke: ({ event, requestId, timeoutMs, receiver }) =>
      new Promise((done, fail) => {
        last += 1;
        const id = last;
        lineTo = receiver.line;
        const wroteAll = new Promise<void>((ended) => {
          wroteLast = ended;
        });
        const timer = setTimeout(() => {
          // Lambda does not stop a handler either: it ends the environment
          child.kill('SIGKILL');
          over(() => fail(new FunctionError(`Task timed out after ${(timeoutMs / 1_000).toFixed(2)} seconds`)));
        }, timeoutMs);
        const over = (then: () => void): void => {
          clearTimeout(timer);
          child.off('message', take);
          void Promise.race([wroteAll, exited]).then(then);
        };
        const take = (message: Message): void => {
          if (message.id !== id) return;
          if (message.head !== undefined) receiver.head(message.head);
          else if (message.chunk !== undefined) receiver.chunk(message.chunk);
          else if (message.error === undefined) over(() => done(message.result as never));
          else over(() => fail(new FunctionError(message.error)));
        };
        child.on('message', take);
        void exited.then((code) => over(() => fail(new FunctionError(`Runtime exited with ${code}`))));
        child.send({ id, event, requestId, remainingMs: timeoutMs });
      }),
  };
}

async function loaded(child: ChildProcess, exited: Promise<number | string>, early: readonly string[]): Promise<void> {
  const ready = new Promise<'ready'>((done) => child.once('message', () => done('ready')));
  const first = await Promise.race([ready, exited]);
  if (first !== 'ready') throw new FunctionError([`ended with ${first} while it loaded`, ...early].join('\n'));
}

import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { unzipSync } from 'fflate';
import type { HandlerName } from '../../handlers/contract/routes';

/** What API Gateway sends, as far as the handlers look at it. */
export const proxyEvent = (body: unknown, accept?: string) => ({
  httpMethod: 'POST',
  path: '/v1/chat',
  headers: { 'content-type': 'application/json', ...(accept === undefined ? {} : { Accept: accept }) },
  requestContext: { requestId: 'request-1' },
  isBase64Encoded: false,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

export interface StreamOptions {
  readonly remainingMs?: number;
  /** Sees each piece of the body as it comes. */
  readonly onChunk?: (chunk: string, leave: () => void) => void;
}

/** What came through a stream. */
export interface StreamedResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A handler out of its real bundle, in a process of its own. */
export interface BundledHandler {
  /** @param remainingMs What the Lambda context says is left. */
  invoke(event: unknown, remainingMs?: number): Promise<APIGatewayProxyResult>;
  /** For what answers to no gateway, with anything or nothing. */
  run<T = void>(event: unknown, remainingMs?: number): Promise<T>;
  /** The same through the entry that streams. */
  stream(event: unknown, options?: StreamOptions): Promise<StreamedResult>;
  /** Sets its clock forward, for what is invoked after it. */
  later(ms: number): void;
  /** What it has written to standard output and error since it started, or since `forget`, line by line. */
  lines(): string[];
  forget(): void;
  close(): void;
}

const TIMEOUT_MS = 28_000;

interface Message {
  readonly id: number;
  readonly head?: Pick<StreamedResult, 'statusCode' | 'headers'>;
  readonly chunk?: string;
  readonly result?: APIGatewayProxyResult;
  readonly ended?: true;
  readonly error?: string;
}

interface Waiting {
  take(message: Message): void;
  reject(error: Error): void;
}

/** Unpacks a handler's archive where no node_modules is near: what the archive lacks, it does not find. */
function unpacked(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'task-'));
  for (const [file, bytes] of Object.entries(unzipSync(readFileSync(`dist/handlers/${name}.zip`)))) {
    writeFileSync(join(folder, file), bytes);
  }
  return folder;
}

/** Starts a handler out of its archive with this environment and no other, and waits until it is loaded. */
export async function bundledHandler(
  name: HandlerName,
  environment: Readonly<Record<string, string>>,
  preload: readonly string[] = [],
): Promise<BundledHandler> {
  let output = '';
  const waiting = new Map<number, Waiting>();
  const task = unpacked(name);
  const child = fork(resolve(__dirname, 'lambda-process.js'), [join(task, 'index.js')], {
    env: { PATH: process.env['PATH'], ...environment },
    execArgv: preload.flatMap((module) => ['--require', module]),
    silent: true,
  });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
  child.once('exit', () => rmSync(task, { recursive: true, force: true }));
  await ready(child, () => output);
  child.on('message', (message: Message) => {
    const caller = waiting.get(message.id);
    if (message.head !== undefined || message.chunk !== undefined) caller?.take(message);
    else afterLines(message.id, () => settle(message, caller));
  });
  const settle = (message: Message, caller: Waiting | undefined): void => {
    waiting.delete(message.id);
    if (message.error === undefined) caller?.take(message);
    else caller?.reject(new Error(message.error));
  };
  // messages, output and errors come by three ways, in any order
  const isOver = (id: number): boolean => output.split(endOf(id)).length > 2;
  const afterLines = (id: number, then: () => void): void => {
    if (isOver(id)) {
      then();
      return;
    }
    const look = (): void => {
      if (!isOver(id)) return;
      for (const stream of [child.stdout, child.stderr]) stream?.off('data', look);
      then();
    };
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', look);
  };
  child.on('exit', (code) => {
    for (const caller of waiting.values())
      caller.reject(new Error(`the handler process ended with ${code}:\n${output}`));
  });

  let last = 0;
  const send = (entry: 'buffered' | 'handler' | 'streaming', event: unknown, remainingMs: number, caller: Waiting) => {
    last += 1;
    waiting.set(last, caller);
    child.send({ id: last, entry, event, remainingMs });
    return last;
  };
  return {
    invoke: (event, remainingMs = TIMEOUT_MS) =>
      new Promise((resolveCall, reject) => {
        const take = ({ result }: Message) =>
          result === undefined ? reject(new Error('the handler answered nothing')) : resolveCall(result);
        send(name === 'chat' ? 'buffered' : 'handler', event, remainingMs, { take, reject });
      }),
    run: (event, remainingMs = TIMEOUT_MS) =>
      new Promise((resolveCall, reject) => {
        const take = ({ result }: Message) => resolveCall(result as never);
        send('handler', event, remainingMs, { take, reject });
      }),
    stream: (event, { remainingMs = TIMEOUT_MS, onChunk } = {}) =>
      new Promise((resolveCall, reject) => {
        let answer: StreamedResult = { statusCode: 0, headers: {}, body: '' };
        const take = ({ head, chunk, ended }: Message): void => {
          if (ended) resolveCall(answer);
          answer = { ...answer, ...head, body: answer.body + (chunk ?? '') };
          if (chunk !== undefined) onChunk?.(chunk, () => child.send({ id, gone: true }));
        };
        const id = send('streaming', event, remainingMs, { take, reject });
      }),
    later: (ms) => void child.send({ later: ms }),
    lines: () => output.split('\n').filter((line) => line !== '' && !line.startsWith('END ')),
    forget: () => {
      output = '';
    },
    close: () => void child.kill(),
  };
}

const endOf = (id: number): string => `\nEND ${id}\n`;

const ready = (child: ChildProcess, output: () => string): Promise<void> =>
  new Promise((resolveReady, reject) => {
    child.once('message', () => resolveReady());
    // not 'exit', which may come before the last of the output
    child.once('close', (code) => reject(new Error(`the handler did not load (${code}):\n${output()}`)));
  });

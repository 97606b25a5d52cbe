import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { unzipSync } from 'fflate';

/** What API Gateway sends, as far as the handlers look at it. */
export const proxyEvent = (body: unknown) => ({
  httpMethod: 'POST',
  path: '/v1/chat',
  headers: { 'content-type': 'application/json' },
  requestContext: { requestId: 'request-1' },
  isBase64Encoded: false,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

/** A handler out of its real bundle, in a process of its own. */
export interface BundledHandler {
  /** @param remainingMs What the Lambda context says is left. */
  invoke(event: unknown, remainingMs?: number): Promise<APIGatewayProxyResult>;
  /** What it has written to standard output and error since it started, or since `forget`, line by line. */
  lines(): string[];
  forget(): void;
  close(): void;
}

const TIMEOUT_MS = 28_000;

interface Answer {
  readonly id: number;
  readonly result?: APIGatewayProxyResult;
  readonly error?: string;
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
  name: 'chat' | 'health',
  environment: Readonly<Record<string, string>>,
  preload: readonly string[] = [],
): Promise<BundledHandler> {
  let output = '';
  const waiting = new Map<number, { resolve(result: APIGatewayProxyResult): void; reject(error: Error): void }>();
  const task = unpacked(name);
  const child = fork(resolve(__dirname, 'lambda-process.js'), [join(task, 'index.js')], {
    env: { PATH: process.env['PATH'], ...environment },
    execArgv: preload.flatMap((module) => ['--require', module]),
    silent: true,
  });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
  child.once('exit', () => rmSync(task, { recursive: true, force: true }));
  await ready(child, () => output);
  child.on('message', ({ id, result, error }: Answer) => {
    const caller = waiting.get(id);
    waiting.delete(id);
    if (result === undefined) caller?.reject(new Error(error ?? 'the handler answered nothing'));
    else caller?.resolve(result);
  });
  child.on('exit', (code) => {
    for (const caller of waiting.values())
      caller.reject(new Error(`the handler process ended with ${code}:\n${output}`));
  });

  let last = 0;
  return {
    invoke: (event, remainingMs = TIMEOUT_MS) =>
      new Promise((resolveCall, reject) => {
        last += 1;
        waiting.set(last, { resolve: resolveCall, reject });
        child.send({ id: last, event, remainingMs });
      }),
    lines: () => output.split('\n').filter((line) => line !== ''),
    forget: () => {
      output = '';
    },
    close: () => void child.kill(),
  };
}

const ready = (child: ChildProcess, output: () => string): Promise<void> =>
  new Promise((resolveReady, reject) => {
    child.once('message', () => resolveReady());
    // not 'exit', which may come before the last of the output
    child.once('close', (code) => reject(new Error(`the handler did not load (${code}):\n${output()}`)));
  });

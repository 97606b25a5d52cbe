import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';

/** What a runtime has posted to Lambda. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export interface Posted {
  /** The end of the path: `response`, `error` (of an invocation) or `init/error`. */
  readonly what: 'response' | 'error' | 'init/error';
  readonly body: Buffer;
  readonly headers: IncomingMessage['headers'];
  /** An error after the first bytes of a stream comes in these. */
  readonly trailers: IncomingMessage['trailers'];
  /** How long after it was asked the first byte came, and in how many pieces all did. */
  readonly pieces: number;
}

/** Lambda's Runtime API, and a runtime that asks it for invocations. */
export interface RuntimeApi {
  /** Hands out one invocation; resolves with what the runtime posts for it, or with how its process ended. */
  invoke(event: unknown): Promise<Posted | { readonly exited: number | null }>;
  /** What the runtime posted instead of asking for its first invocation. */
  failedInit(): Promise<Posted>;
  close(): void;
}

/**
 * The official runtime interface client where somebody has built it (`AWS_LAMBDA_RIC` is the path of its bin/index.mjs), our own
 * few lines elsewhere: it is native code, which takes a compiler and a minute.
 */
const CLIENT = process.env['AWS_LAMBDA_RIC'] ?? resolve(__dirname, 'runtime-client.js');

/** @param task Folder that holds the code. */
export async function runtimeApi(task: string, environment: Readonly<Record<string, string>>): Promise<RuntimeApi> {
  let asking: ServerResponse | undefined;
  let asked = (): void => {};
  let posted = (_: Posted): void => {};
  const init = new Promise<Posted>((resolveInit) => {
    posted = resolveInit;
  });
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/invocation/next')) {
      asking = response;
      asked();
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const what = /(init\/error|response|error)$/.exec(request.url ?? '')?.[0] as Posted['what'];
      const { headers, trailers } = request;
      posted({ what, body: Buffer.concat(chunks), headers, trailers, pieces: chunks.length });
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const child: ChildProcess = spawn(process.execPath, [CLIENT, 'index.handler'], {
    cwd: task,
    env: {
      PATH: process.env['PATH'],
      ...environment,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
      LAMBDA_TASK_ROOT: task,
      AWS_LAMBDA_FUNCTION_NAME: 'llm-gateway-test-chat',
      AWS_LAMBDA_FUNCTION_VERSION: '1',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/test',
      AWS_LAMBDA_LOG_STREAM_NAME: 'test',
    },
    stdio: 'ignore',
  });
  const exited = new Promise<number | null>((ended) => child.once('exit', ended));
  let last = 0;
  return {
    invoke: async (event) => {
      if (asking === undefined) {
        await new Promise<void>((next) => {
          asked = next;
        });
      }
      last += 1;
      const post = new Promise<Posted>((next) => {
        posted = next;
      });
      asking
        ?.writeHead(200, {
          'content-type': 'application/json',
          'lambda-runtime-aws-request-id': `invocation-${last}`,
          'lambda-runtime-deadline-ms': String(Date.now() + 10_000),
          'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:111111111111:function:test',
          'lambda-runtime-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0',
        })
        .end(JSON.stringify(event));
      asking = undefined;
      return Promise.race([post, exited.then((code) => ({ exited: code }))]);
    },
    failedInit: () => init,
    close: () => {
      child.kill('SIGKILL');
      server.closeAllConnections();
      server.close();
    },
  };
}

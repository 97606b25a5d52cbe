import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Route } from '../../handlers/contract/routes';
import type { DevFunction, DevInvocation } from '../../tools/dev/dev-function';
import { gateway } from '../../tools/dev/gateway';
import { recorder } from '../../tools/dev/recorder';
import type { DevRecord } from '../../tools/dev/records';

let server: Server;
let finished: Promise<DevRecord>;

interface Differing {
  readonly timeoutMs?: number;
  readonly transfer?: Route['transfer'];
}

/** The URL of a route in front of a function that does this. */
async function gatewayTo(
  invoke: DevFunction['invoke'],
  { transfer = 'buffered', ...options }: Differing = {},
): Promise<string> {
  const route: Route = { method: 'GET', path: '/v1/health', handler: 'health', auth: 'none', transfer };
  const fn: DevFunction = { invoke, deploy: async () => {}, close: async () => {} };
  finished = new Promise((resolve) => {
    const answer = gateway({
      functions: { chat: fn, health: fn },
      recorder: recorder(),
      finished: resolve,
      routes: [route],
      ...options,
    });
    server = createServer((request, response) => void answer(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/health`;
}

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const fine = { statusCode: 200, headers: { 'x-number': 7 }, body: 'fine' };

describe('the gateway on a laptop', () => {
  it('calls a function with the event of a REST API', async () => {
    const calls: DevInvocation[] = [];
    const url = await gatewayTo(async (invocation) => {
      calls.push(invocation);
      return fine;
    });
    const response = await fetch(`${url}?a=1&a=2`, { headers: { 'X-Own': 'yes' } });
    expect([response.status, response.headers.get('x-number'), await response.text()]).toEqual([200, '7', 'fine']);
    expect(calls[0]?.event).toMatchObject({
      httpMethod: 'GET',
      path: '/v1/health',
      resource: '/v1/health',
      headers: { 'X-Own': 'yes' },
      queryStringParameters: { a: '2' },
      multiValueQueryStringParameters: { a: ['1', '2'] },
      requestContext: { requestId: response.headers.get('x-amzn-requestid'), stage: 'v1' },
      body: null,
      isBase64Encoded: false,
    });
  });

  it('gives up waiting for the first byte when the time is up', async () => {
    const url = await gatewayTo(() => new Promise(() => {}), { timeoutMs: 20 });
    const response = await fetch(url);
    expect(response.status).toBe(504);
    expect(await response.json()).toMatchObject({ detail: 'Endpoint request timed out' });
  });

  it('is a bad gateway when the function fails, and says nothing of why', async () => {
    const url = await gatewayTo(() => Promise.reject(new Error('inner words')));
    const response = await fetch(url);
    expect(response.status).toBe(502);
    expect(await response.text()).not.toContain('inner words');
    expect((await finished).logs).toEqual([{ message: 'Error: inner words' }]);
  });

  it('is a bad gateway when a handler streams and its route does not', async () => {
    const url = await gatewayTo(async ({ receiver }) => {
      receiver.head({ statusCode: 200 });
      receiver.chunk(Buffer.from('words'));
      return undefined;
    });
    expect((await fetch(url)).status).toBe(502);
    expect((await finished).logs).toEqual([
      { message: 'Error: the route says "buffered", the handler answers "stream"' },
    ]);
  });

  it('passes on a streamed answer as it comes', async () => {
    let read = (): void => {};
    const firstRead = new Promise<void>((resolve) => {
      read = resolve;
    });
    const url = await gatewayTo(
      async ({ receiver }) => {
        receiver.head({ statusCode: 201, headers: { 'content-type': 'text/event-stream' } });
        receiver.chunk(Buffer.from('first'));
        await firstRead;
        receiver.chunk(Buffer.from('second'));
        return undefined;
      },
      { transfer: 'stream' },
    );
    const response = await fetch(url);
    expect([response.status, response.headers.get('content-type')]).toEqual([201, 'text/event-stream']);
    const reader = response.body?.getReader();
    const next = async () => Buffer.from((await reader?.read())?.value ?? []).toString();
    expect(await next()).toBe('first');
    read();
    expect(await next()).toBe('second');
    expect(await next()).toBe('');
    expect((await finished).firstByteMs).toBeGreaterThan(0);
  });

  it('tells the function when the caller has gone', async () => {
    let calledWith = (_invocation: DevInvocation): void => {};
    const called = new Promise<DevInvocation>((resolve) => {
      calledWith = resolve;
    });
    const url = await gatewayTo((invocation) => {
      calledWith(invocation);
      return new Promise(() => {});
    });
    const caller = new AbortController();
    const asked = fetch(url, { signal: caller.signal });
    const { gone } = await called;
    const told = new Promise((resolve) => gone.addEventListener('abort', resolve));
    caller.abort();
    await expect(asked).rejects.toThrow('aborted');
    await told;
  });
});

import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { deepCheck } from '../../handlers/health/deep-check';
import { bundledHandler } from './bundled';

const SETTINGS = { ENV: 'test', SERVICE: 'llm-gateway', RELEASE: '1.2.3', LOG_LEVEL: 'INFO' };

const listening: Server[] = [];
afterEach(() => {
  for (const server of listening.splice(0)) server.close();
});
/** Counts who connects. */
async function target(): Promise<{ address: string; connections(): number }> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => {}).resume();
  });
  listening.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, connections: () => connections };
}
const NOBODY = '127.0.0.1:1';

/** The answer of the bundle, with what it stands on. */
async function answer(checks: Record<string, string>, deep?: string) {
  const handler = await bundledHandler('health', { ...SETTINGS, DEEP_CHECKS: JSON.stringify(checks) });
  const { statusCode, headers, body } = await handler.invoke({
    httpMethod: 'GET',
    path: '/v1/health',
    queryStringParameters: deep === undefined ? null : { deep },
  });
  handler.close();
  return { statusCode, headers, body: JSON.parse(body) as unknown };
}

describe('GET /v1/health', () => {
  it('says which release of which service in which environment is running', async () => {
    const { statusCode, headers, body } = await answer({});
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(body).toEqual({ status: 'ok', service: 'llm-gateway', env: 'test', release: '1.2.3' });
  });

  it('does not start without its settings, and names every one that is missing', async () => {
    await expect(bundledHandler('health', { ENV: 'test', SERVICE: 'x', DEEP_CHECKS: '[1]' })).rejects.toThrow(
      'LOG_LEVEL is missing; RELEASE is missing; DEEP_CHECKS must be a JSON object of name to host:port, got "[1]"',
    );
  });

  it('says, asked for it, that what the service stands on can be reached', async () => {
    const { address } = await target();
    const { statusCode, body } = await answer({ model: address }, 'true');
    expect(statusCode).toBe(200);
    expect(body).toMatchObject({ status: 'ok', checks: [{ name: 'model', reachable: true, ms: expect.any(Number) }] });
  });

  it('is degraded when one of it cannot', async () => {
    const { address } = await target();
    const { statusCode, body } = await answer({ model: address, table: NOBODY }, 'true');
    expect(statusCode).toBe(503);
    expect(body).toMatchObject({
      status: 'degraded',
      checks: [
        { name: 'model', reachable: true },
        { name: 'table', reachable: false },
      ],
    });
  });

  it.each([[undefined], ['false'], ['1']])('connects to nothing when deep is %s', async (deep) => {
    const { address, connections } = await target();
    const { statusCode, body } = await answer({ model: address, table: NOBODY }, deep);
    expect([statusCode, connections()]).toEqual([200, 0]);
    expect(body).not.toHaveProperty('checks');
  });

  it('has no deep check where the config has none', async () => {
    const { statusCode, body } = await answer({}, 'true');
    expect(statusCode).toBe(200);
    expect(body).not.toHaveProperty('checks');
  });
});

describe('a deep check', () => {
  it('is made once for all who ask within its time, and again after', async () => {
    const { address, connections } = await target();
    let clock = 0;
    const check = deepCheck({ model: address }, { timeoutMs: 5_000, keepMs: 100, now: () => clock });
    await Promise.all([check(), check()]);
    clock = 99;
    await check();
    expect(connections()).toBe(1);
    clock = 100;
    await check();
    expect(connections()).toBe(2);
  });

  it('gives up on a name that is not found, and on what does not answer in time', async () => {
    const check = deepCheck(
      { nowhere: 'does-not-exist.invalid:443', late: '127.0.0.1:1' },
      { timeoutMs: 0, keepMs: 0 },
    );
    expect((await check()).map(({ reachable }) => reachable)).toEqual([false, false]);
  });
});

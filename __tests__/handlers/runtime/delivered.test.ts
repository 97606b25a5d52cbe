import http, { request as first } from 'node:http';
import { delivered } from '../../../handlers/runtime/delivered';
import { type LocalServer, localServer } from '../../../tools/stand-in/local-server';

let server: LocalServer;
let answered = 0;
beforeAll(async () => {
  server = await localServer((request, _, response) => {
    if (request.url === '/silent') return;
    answered += 1;
    response.end('{}');
  });
});
beforeEach(() => {
  answered = 0;
});
afterAll(() => server.close());

/** As the tracer sends: begun, and left alone. */
const send = (path: string, to = server.url): void =>
  void http
    .request(`${to}${path}`, (response) => response.resume())
    .on('error', () => {})
    .end();

describe('what is sent without waiting for it', () => {
  it('is answered before the wait is over', async () => {
    await delivered(() => {
      send('/a');
      send('/b');
    });
    expect(answered).toBe(2);
  });

  it('is not waited for when there is nothing, when it cannot be sent, or when sending throws', async () => {
    await delivered(() => {});
    await delivered(() => send('/', 'http://127.0.0.1:1'));
    await expect(
      delivered(() => {
        throw new TypeError('broken');
      }),
    ).rejects.toThrow('broken');
    expect(http.request).toBe(first);
  });

  it('is left behind when nobody answers', async () => {
    const started = performance.now();
    await delivered(() => send('/silent'));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

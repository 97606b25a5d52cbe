import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request that the tracer sent to where the Extension listens. */
export interface Sent {
  readonly path: string;
  readonly body: string;
}

/** Takes what the tracer sends, as the Extension does on port 8126. */
export interface Agent {
  readonly url: string;
  readonly sent: readonly Sent[];
  /** Forgets what was sent. */
  forget(): void;
  /** The first request that fits, as soon as it is there: the tracer sends when it likes. */
  waitFor(fits: (one: Sent) => boolean): Promise<Sent>;
  close(): Promise<void>;
}

export async function agent(): Promise<Agent> {
  const sent: Sent[] = [];
  const waiting: { fits(one: Sent): boolean; resolve(found: Sent): void }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        const found = { path: request.url ?? '', body: Buffer.concat(chunks).toString('latin1') };
        sent.push(found);
        for (const { fits, resolve } of waiting) if (fits(found)) resolve(found);
        response
          .setHeader('content-type', 'application/json')
          .end(request.url === '/info' ? '{"endpoints":["/v0.4/traces"]}' : '{}');
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    forget: () => {
      sent.length = 0;
    },
    waitFor: (fits) => {
      const there = sent.find(fits);
      return there === undefined ? new Promise((resolve) => waiting.push({ fits, resolve })) : Promise.resolve(there);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

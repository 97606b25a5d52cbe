import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TelemetryReceiver {
  readonly url: string;
  close(): Promise<void>;
}

interface SentLlmEvents {
  readonly spans?: readonly Readonly<Record<string, unknown>>[];
}

/** Stands where Datadog's Extension listens, and takes the spans of LLM Observability; the rest is thanked for. */
export async function telemetryReceiver(
  take: (span: Readonly<Record<string, unknown>>) => void,
): Promise<TelemetryReceiver> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url?.endsWith('/api/v2/llmobs')) for (const span of spansIn(Buffer.concat(chunks))) take(span);
      response
        .setHeader('content-type', 'application/json')
        .end(request.url === '/info' ? '{"endpoints":["/v0.4/traces"]}' : '{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function spansIn(body: Buffer) {
  try {
    return (JSON.parse(body.toString('utf8')) as SentLlmEvents[]).flatMap(({ spans = [] }) => spans);
  } catch {
    return []; // another form than ours knows: the page then shows the trace alone
  }
}

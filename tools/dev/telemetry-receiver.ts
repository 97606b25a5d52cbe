import { type LocalServer, localServer } from '../stand-in/local-server';

interface SentLlmEvents {
  readonly spans?: readonly Readonly<Record<string, unknown>>[];
}

/** Stands where Datadog's Extension listens, and takes the spans of LLM Observability; the rest is thanked for. */
export async function telemetryReceiver(take: (span: Readonly<Record<string, unknown>>) => void): Promise<LocalServer> {
  return localServer((request, body, response) => {
    if (request.url?.endsWith('/api/v2/llmobs')) for (const span of spansIn(body)) take(span);
    response
      .setHeader('content-type', 'application/json')
      .end(request.url === '/info' ? '{"endpoints":["/v0.4/traces"]}' : '{}');
  });
}

function spansIn(body: string) {
  try {
    return (JSON.parse(body) as SentLlmEvents[]).flatMap(({ spans = [] }) => spans);
  } catch {
    return []; // another form than ours knows: the page then shows the trace alone
  }
}

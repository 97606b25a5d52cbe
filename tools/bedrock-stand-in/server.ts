import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EXCEPTIONS, type Reply } from './faults';

/** One call to Converse as it came in. */
export interface ReceivedCall {
  /** Decoded from the path. */
  readonly modelId: string;
  readonly body: {
    readonly messages?: readonly { readonly role: string; readonly content: readonly { readonly text?: string }[] }[];
    readonly system?: readonly { readonly text?: string }[];
    readonly inferenceConfig?: Readonly<Record<string, unknown>>;
    readonly guardrailConfig?: Readonly<Record<string, unknown>>;
  };
}

/** A Bedrock Runtime on localhost that speaks Converse's wire protocol; the real AWS SDK talks to it. */
export interface BedrockStandIn {
  /** For `AWS_ENDPOINT_URL_BEDROCK_RUNTIME`. */
  readonly url: string;
  readonly calls: readonly ReceivedCall[];
  /** What the next requests get, in order; afterwards, and before, an answer. */
  script(...replies: readonly Reply[]): void;
  /** Forgets calls and script. */
  reset(): void;
  close(): Promise<void>;
}

const PATH = /^\/model\/([^/]+)\/converse$/;
const DEFAULT_USAGE = { inputTokens: 10, outputTokens: 5 };

/** @param port 0: any free one. It listens on the loopback address only. */
export async function bedrockStandIn(port = 0): Promise<BedrockStandIn> {
  let calls: ReceivedCall[] = [];
  let script: Reply[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const [, encoded] = PATH.exec(request.url ?? '') ?? [];
      if (request.method !== 'POST' || encoded === undefined) {
        send(
          response,
          404,
          { message: `no such operation: ${request.method} ${request.url}` },
          { 'x-amzn-errortype': 'UnknownOperationException' },
        );
        return;
      }
      calls.push({ modelId: decodeURIComponent(encoded), body: JSON.parse(body) as ReceivedCall['body'] });
      reply(response, script.shift() ?? { kind: 'answer' });
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get calls() {
      return calls;
    },
    script: (...replies) => script.push(...replies),
    reset: () => {
      calls = [];
      script = [];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function reply(response: ServerResponse, answer: Reply): void {
  switch (answer.kind) {
    case 'answer': {
      const { text: output = 'Hello.', stopReason = 'end_turn', usage = DEFAULT_USAGE } = answer;
      send(response, 200, {
        output: { message: { role: 'assistant', content: [{ text: output }] } },
        stopReason,
        usage: { ...usage, totalTokens: usage.inputTokens + usage.outputTokens },
        metrics: { latencyMs: 1 },
      });
      return;
    }
    case 'exception':
      send(
        response,
        EXCEPTIONS[answer.name],
        { message: answer.message ?? 'no reason given' },
        { 'x-amzn-errortype': answer.name },
      );
      return;
    case 'malformed':
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"output": {"message"');
      return;
    case 'incomplete':
      send(response, 200, { output: { message: { role: 'assistant', content: [{ text: 'half' }] } } });
      return;
    case 'hang':
      return;
    case 'cut':
      response.socket?.destroy();
      return;
    default:
      answer satisfies never;
  }
}

const send = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

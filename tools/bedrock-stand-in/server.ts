import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type LocalServer, localServer } from '../stand-in/local-server';
import { applyGuardrail, type FindIn } from './apply-guardrail';
import { converse, sendException, sendJson } from './converse';
import { converseStream } from './converse-stream';
import { KINDS, type Reply } from './faults';

/** One call to Converse or ConverseStream as it came in. */
export interface ReceivedCall {
  /** Decoded from the path. */
  readonly modelId: string;
  /** Whether it asked for a stream. */
  readonly stream?: true;
  readonly body: {
    readonly messages?: readonly { readonly role: string; readonly content: readonly { readonly text?: string }[] }[];
    readonly system?: readonly { readonly text?: string }[];
    readonly inferenceConfig?: Readonly<Record<string, unknown>>;
    readonly guardrailConfig?: Readonly<Record<string, unknown>>;
  };
}

/**
 * A Bedrock Runtime on localhost that speaks the wire protocol of Converse and ApplyGuardrail; the real AWS SDK talks to it
 * under its `url`, by `AWS_ENDPOINT_URL_BEDROCK_RUNTIME`.
 */
export interface BedrockStandIn extends LocalServer {
  readonly calls: readonly ReceivedCall[];
  /** What the next requests get, in order; afterwards, and before, an answer. */
  script(...replies: readonly Reply[]): void;
  /** What ApplyGuardrail finds from now on, until `reset`. Default: nothing. */
  guard(finding: FindIn): void;
  /** Resolves once a caller has gone before its answer was whole, since the start or `reset`. */
  left(): Promise<void>;
  /** Forgets calls, script and who left. */
  reset(): void;
}

const GUARDRAIL = /^\/guardrail\/[^/]+\/version\/[^/]+\/apply$/;
const OPERATION = /^\/model\/([^/]+)\/converse(-stream)?$/;

/** @param port 0: any free one. It listens on the loopback address only. */
export async function bedrockStandIn(port = 0): Promise<BedrockStandIn> {
  let calls: ReceivedCall[] = [];
  let script: Reply[] = [];
  let finding: FindIn = () => 'nothing';
  let leaving = new AbortController();

  const answer = async (request: IncomingMessage, text: string, response: ServerResponse): Promise<void> => {
    const gone = new AbortController();
    response.once('close', () => {
      gone.abort();
      if (!response.writableFinished) leaving.abort();
    });
    const body = jsonOf(text);
    if (request.method === 'POST' && request.url === '/script') {
      const problem = scriptProblem(body);
      if (problem === undefined) script.push(...(body as Reply[]));
      sendJson(response, problem === undefined ? 200 : 400, { waiting: script.length, problem });
      return;
    }
    if (request.method === 'POST' && GUARDRAIL.test(request.url ?? '')) {
      applyGuardrail(response, body, finding);
      return;
    }
    const [, encoded, stream] = OPERATION.exec(request.url ?? '') ?? [];
    if (request.method !== 'POST' || encoded === undefined) {
      const message = `no such operation: ${request.method} ${request.url}`;
      sendJson(response, 404, { message }, { 'x-amzn-errortype': 'UnknownOperationException' });
      return;
    }
    if (body === undefined) {
      sendException(response, 'ValidationException', 'the body is no JSON');
      return;
    }
    calls.push({
      modelId: decodeURIComponent(encoded),
      ...(stream === undefined ? {} : { stream: true }),
      body: body as ReceivedCall['body'],
    });
    const reply = script.shift() ?? { kind: 'answer' };
    if (reply.latencyMs) await wait(reply.latencyMs, undefined, { signal: gone.signal });
    if (stream === undefined) converse(response, reply);
    else await converseStream(response, reply, gone.signal);
  };

  const server = await localServer(answer, port);
  return {
    ...server,
    get calls() {
      return calls;
    },
    script: (...replies) => script.push(...replies),
    guard: (next) => {
      finding = next;
    },
    left: async () => {
      const { signal } = leaving;
      if (!signal.aborted) await once(signal, 'abort');
    },
    reset: () => {
      calls = [];
      script = [];
      finding = () => 'nothing';
      leaving = new AbortController();
    },
  };
}

/** What is wrong with a script that came over HTTP. */
function scriptProblem(script: unknown): string | undefined {
  const fits =
    Array.isArray(script) && script.every((reply: { kind?: unknown } | null) => KINDS.includes(String(reply?.kind)));
  return fits ? undefined : `must be a list of replies, each with a kind of ${KINDS.join(', ')}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import type { IncomingMessage } from 'node:http';
import { FAULTS } from './faults';
import { type LocalServer, localServer } from './local-server';

/** `lost`: the call is carried out, and its answer is cut off. */
export const CALL_FAULTS = [...FAULTS, 'lost'] as const;
export type CallFault = (typeof CALL_FAULTS)[number];

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface FaultyServerOptions {
  /** What a request asks for, `POST /api/v2/api_keys`: what faults are asked for by. */
  operation(request: IncomingMessage): string;
  answer(request: IncomingMessage, body: string, operation: string): Answer;
  /** As the service itself says it. */
  readonly faults: Readonly<Record<'throttle' | 'refuse' | 'error', Answer>>;
  readonly contentType: string;
}

/** A server on localhost that does what it is told to do wrong, once. */
export interface FaultyServer extends LocalServer {
  /** Every operation that was asked for, in order. */
  readonly calls: readonly string[];
  /** The next so many calls of an operation meet this. */
  fail(operation: string, fault: CallFault, times?: number): void;
  /** Forgets calls, and faults that nobody met. */
  forget(): void;
}

export async function faultyServer({
  operation,
  answer,
  faults,
  contentType,
}: FaultyServerOptions): Promise<FaultyServer> {
  const calls: string[] = [];
  const waiting: { readonly operation: string; readonly fault: CallFault }[] = [];
  const server = await localServer((request, body, response) => {
    const asked = operation(request);
    calls.push(asked);
    const at = waiting.findIndex((one) => one.operation === asked);
    const fault = at < 0 ? undefined : waiting.splice(at, 1)[0]?.fault;
    if (fault === 'hang') return;
    if (fault === 'cut') {
      request.socket.destroy();
      return;
    }
    const injected = fault === 'throttle' || fault === 'refuse' || fault === 'error';
    const reply = injected ? faults[fault] : answer(request, body, asked);
    if (fault === 'lost') {
      request.socket.destroy();
      return;
    }
    const text = reply.body === undefined ? '' : JSON.stringify(reply.body);
    response
      .writeHead(reply.status, { 'content-type': contentType })
      .end(fault === 'malformed' ? `<html>${text.slice(0, 20)}` : text);
  });
  return {
    ...server,
    calls,
    fail: (asked, fault, times = 1) => {
      for (let left = times; left > 0; left -= 1) waiting.push({ operation: asked, fault });
    },
    forget: () => {
      calls.length = 0;
      waiting.length = 0;
    },
  };
}

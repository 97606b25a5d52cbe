import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LocalServer, localServer } from '../stand-in/local-server';

/** What a call gets instead of an answer. */
export type SsmFault =
  | { readonly kind: 'exception'; readonly name: string; readonly status?: number }
  /** No answer at all. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'malformed' };

export interface SsmCall {
  readonly operation: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** SSM's parameters on localhost: GetParameter and PutParameter of the AWS JSON 1.1 protocol; the real AWS SDK talks to it. */
export interface SsmStandIn extends LocalServer {
  readonly calls: readonly SsmCall[];
  get(name: string): string | undefined;
  /** @param changedAt When it was changed, in milliseconds since the epoch. Default: now. */
  set(name: string, value: string, changedAt?: number): void;
  /** What the next calls get, in order. */
  fail(...faults: readonly SsmFault[]): void;
  /** What every call gets that has no fault of its own, until `reset`. */
  failAlways(fault: SsmFault): void;
  /** Forgets calls and faults, not values. */
  reset(): void;
}

interface Stored {
  readonly value: string;
  readonly changedAt: number;
  readonly version: number;
}

/** It listens on the loopback address only. */
export async function ssmStandIn(): Promise<SsmStandIn> {
  const parameters = new Map<string, Stored>();
  let calls: SsmCall[] = [];
  let faults: SsmFault[] = [];
  let always: SsmFault | undefined;

  const set = (name: string, value: string, changedAt = Date.now()): number => {
    const version = (parameters.get(name)?.version ?? 0) + 1;
    parameters.set(name, { value, changedAt, version });
    return version;
  };
  const answer = (request: IncomingMessage, text: string, response: ServerResponse): void => {
    const [, operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
    const body = JSON.parse(text || '{}') as Record<string, unknown>;
    calls.push({ operation, body });
    const fault = faults.shift() ?? always;
    if (fault !== undefined) {
      fail(response, fault);
      return;
    }
    const name = String(body['Name']);
    const stored = parameters.get(name);
    if (operation === 'GetParameter' && stored !== undefined) {
      const { value: Value, version: Version, changedAt } = stored;
      send(response, 200, {
        Parameter: { Name: name, Type: 'String', Value, Version, LastModifiedDate: changedAt / 1_000 },
      });
    } else if (operation === 'GetParameter') {
      fail(response, { kind: 'exception', name: 'ParameterNotFound' });
    } else if (operation === 'PutParameter' && stored !== undefined && body['Overwrite'] !== true) {
      fail(response, { kind: 'exception', name: 'ParameterAlreadyExists' });
    } else if (operation === 'PutParameter') {
      send(response, 200, { Version: set(name, String(body['Value'])), Tier: 'Standard' });
    } else {
      fail(response, { kind: 'exception', name: 'UnknownOperationException', status: 404 });
    }
  };
  const server = await localServer(answer);
  return {
    ...server,
    get calls() {
      return calls;
    },
    get: (name) => parameters.get(name)?.value,
    set: (name, value, changedAt) => void set(name, value, changedAt),
    fail: (...more) => void faults.push(...more),
    failAlways: (fault) => {
      always = fault;
    },
    reset: () => {
      calls = [];
      faults = [];
      always = undefined;
    },
  };
}

function fail(response: ServerResponse, fault: SsmFault): void {
  switch (fault.kind) {
    case 'exception':
      send(response, fault.status ?? 400, { __type: fault.name, message: `${fault.name} of the stand-in` });
      return;
    case 'malformed':
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{"Parameter": {');
      return;
    default: // it hangs: nothing is sent
  }
}

const send = (response: ServerResponse, status: number, body: unknown): void =>
  void response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));

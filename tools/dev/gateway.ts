import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { GATEWAY_MAX_TIMEOUT_MS } from '../../handlers/contract/deadlines';
import { ROUTES, type Route, type RouteHandlerName } from '../../handlers/contract/routes';
import type { DevFunction } from './dev-function';
import { FAULT_HEADER, FAULTS, type FaultName, isFault, scriptOf } from './faults';
import { type GatewayReason, gatewayAnswer } from './gateway-answer';
import { proxyEvent } from './proxy-event';
import type { Recorder } from './recorder';
import type { DevRecord } from './records';
import { bodyOf, refusalOf } from './request-model';
import { type Found, routeOf } from './route-of';

export interface GatewayOptions {
  /** A route whose handler is not there is none. */
  readonly functions: Readonly<Partial<Record<RouteHandlerName, DevFunction>>>;
  readonly recorder: Recorder;
  /** One line about a request that has been answered. */
  finished(record: DevRecord): void;
  /** How long a function may take before the first byte. Default: the gateway's own limit. */
  readonly timeoutMs?: number;
  /** Default: those of the contract. */
  readonly routes?: readonly Route[];
}

/** Answers as API Gateway would, and tells the recorder what happened. */
export function gateway({
  functions,
  recorder,
  finished,
  timeoutMs = GATEWAY_MAX_TIMEOUT_MS,
  routes = ROUTES,
}: GatewayOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const method = request.method ?? '';
    const requestId = randomUUID();
    const asked = request.headers[FAULT_HEADER];
    const fault = typeof asked === 'string' ? asked : undefined;
    const started = performance.now();
    const record = recorder.start({
      id: requestId,
      method,
      path: pathname,
      ...(fault === undefined ? {} : { fault }),
    });
    response.setHeader('x-amzn-requestid', requestId);

    const refuse = (reason: GatewayReason, validation?: string): void => {
      const { status, headers, body } = gatewayAnswer(reason, requestId, validation);
      if (response.headersSent) response.destroy();
      else response.writeHead(status, { ...headers, 'x-amzn-errortype': reason }).end(body);
    };
    const since = (): number => Math.round((performance.now() - started) * 10) / 10;
    const over = new Promise<void>((resolve) => response.once('close', resolve));

    const found = routeOf(method, pathname, routes);
    const route = found?.route;
    const fn = route && functions[route.handler];
    const body = await bodyOf(request);
    if (fault !== undefined && !isFault(fault)) {
      const known = Object.keys(FAULTS).join(', ');
      const detail = `the header ${FAULT_HEADER} is ${JSON.stringify(fault)}; it can be: ${known}`;
      response
        .writeHead(400, { 'content-type': 'application/problem+json' })
        .end(JSON.stringify({ type: 'about:blank', title: 'No such fault', status: 400, detail }));
    } else if (found === undefined || route === undefined || fn === undefined) refuse('MISSING_AUTHENTICATION_TOKEN');
    else if (body === undefined) refuse('REQUEST_TOO_LARGE');
    else {
      const refusal = refusalOf(route, request.headers['content-type'], body);
      if (refusal === undefined) await integrate(found, fn, body, fault);
      else refuse(refusal.reason, refusal.validation);
    }
    await over;
    Object.assign(record, { status: response.statusCode, ms: since() });
    recorder.notify({ kind: 'record', record });
    finished(record);

    async function integrate(
      { route: { path: resource, transfer }, parameters }: Found,
      called: DevFunction,
      sent: string,
      injected: FaultName | undefined,
    ): Promise<void> {
      const gone = new AbortController();
      const timer = setTimeout(() => refuse('INTEGRATION_TIMEOUT'), timeoutMs);
      response.once('close', () => {
        clearTimeout(timer);
        if (!response.writableFinished) gone.abort();
      });
      const running = called.invoke({
        event: proxyEvent(request, { resource, path: pathname, parameters, requestId, body: sent }),
        requestId,
        script: scriptOf(injected, sent),
        gone: gone.signal,
        receiver: {
          line: (text) => recorder.line(record, text),
          head: ({ statusCode = 200, headers = {} }) => {
            if (response.headersSent || transfer === 'buffered') return;
            clearTimeout(timer);
            response.writeHead(statusCode, stringsOf(headers));
            response.flushHeaders();
            record.firstByteMs = since();
          },
          chunk: (bytes) => {
            if (transfer === 'buffered') return;
            clearTimeout(timer);
            if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/octet-stream' });
            response.write(bytes);
          },
        },
      });
      try {
        const result = await running;
        const made = result === undefined ? 'stream' : 'buffered';
        if (made !== transfer) throw new Error(`the route says "${transfer}", the handler answers "${made}"`);
        if (result === undefined) response.end();
        else if (!response.writableEnded) send(response, result);
      } catch (error) {
        recorder.line(record, String(error));
        if (!response.writableEnded) refuse('DEFAULT_5XX');
      } finally {
        clearTimeout(timer);
      }
    }
  };
}

function send(response: ServerResponse, { statusCode, headers = {}, body, isBase64Encoded }: APIGatewayProxyResult) {
  response
    .writeHead(statusCode, stringsOf(headers))
    .end(Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8'));
}

const stringsOf = (headers: Readonly<Record<string, string | number | boolean>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

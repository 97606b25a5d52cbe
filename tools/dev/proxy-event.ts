import type { IncomingMessage } from 'node:http';
import { dev } from '../../stacks/config/environments/dev';
import { devIdentity } from './identity';

/** Stage that the paths stand under. */
const STAGE = 'v1';

const { identity, authorizer } = devIdentity(dev);

export interface Called {
  /** As the route table says it, `/v1/batches/{id}`. */
  readonly resource: string;
  readonly path: string;
  /** What stands for the parts in braces. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  readonly requestId: string;
  readonly body: string;
}

/**
 * The event that a REST API sends to a function.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function proxyEvent(request: IncomingMessage, { resource, path, parameters, requestId, body }: Called) {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const headers = new Map<string, string[]>();
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const [name = '', value = ''] = request.rawHeaders.slice(index, index + 2);
    headers.set(name, [...(headers.get(name) ?? []), value]);
  }
  const queries = new Map([...url.searchParams.keys()].map((key) => [key, url.searchParams.getAll(key)]));
  return {
    resource,
    path,
    httpMethod: request.method ?? '',
    headers: lastOfEach(headers),
    multiValueHeaders: Object.fromEntries(headers),
    queryStringParameters: queries.size === 0 ? null : lastOfEach(queries),
    multiValueQueryStringParameters: queries.size === 0 ? null : Object.fromEntries(queries),
    pathParameters: parameters === undefined ? null : { ...parameters },
    stageVariables: null,
    requestContext: {
      accountId: dev.aws.accountId,
      apiId: 'dev',
      domainName: request.headers.host ?? 'localhost',
      httpMethod: request.method ?? '',
      path,
      protocol: 'HTTP/1.1',
      requestId,
      requestTimeEpoch: Date.now(),
      resourcePath: resource,
      stage: STAGE,
      ...(authorizer === undefined ? {} : { authorizer }),
      identity: {
        ...identity,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: request.headers['user-agent'] ?? null,
      },
    },
    // no binary media types: a body is text, whatever it holds
    body: body === '' ? null : body,
    isBase64Encoded: false,
  };
}

const lastOfEach = (values: ReadonlyMap<string, readonly string[]>): Record<string, string> =>
  Object.fromEntries([...values].map(([name, all]) => [name, all.at(-1) ?? '']));

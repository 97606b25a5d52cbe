import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type { Problem } from '../contract/chat';
import { ERRORS, PROBLEM_TYPE } from '../contract/errors';
import { ServiceError } from './service-error';

/** Seconds after which a caller may try again what can succeed later, where the error does not say. */
const RETRY_AFTER_SECONDS = 2;

/** What a handler gets, whatever is missing from it: a function can be invoked with anything. */
export type RequestEvent = Partial<APIGatewayProxyEvent> | null | undefined;

/** What may stand in a header and a log line; API Gateway's ids are UUIDs. */
const REQUEST_ID = /^[\w=-]{1,128}$/;

/** The gateway's id of the request, or the invocation's where there was no gateway. */
export const requestIdOf = (event: RequestEvent, context: Pick<Context, 'awsRequestId'> | undefined): string => {
  const id: unknown = event?.requestContext?.requestId;
  return typeof id === 'string' && REQUEST_ID.test(id) ? id : (context?.awsRequestId ?? 'unknown');
};

/**
 * The body as text.
 *
 * @throws ServiceError `invalid-request` without a body or when it is no UTF-8, `body-too-large` beyond `maxBytes`.
 */
export function bodyOf(event: RequestEvent, maxBytes: number): string {
  const body: unknown = event?.body;
  if (typeof body !== 'string' || body === '') {
    throw new ServiceError('invalid-request', { detail: 'The request has no body; a JSON object is expected' });
  }
  const bytes = Buffer.from(body, event?.isBase64Encoded === true ? 'base64' : 'utf8');
  if (bytes.length > maxBytes) {
    throw new ServiceError('body-too-large', {
      detail: `The body must be at most ${maxBytes} bytes, got ${bytes.length}`,
    });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // a lenient decoder would let the model answer to replacement characters
    throw new ServiceError('invalid-request', { detail: 'The body is not valid UTF-8' });
  }
}

/** The body as JSON. @throws ServiceError `invalid-request` when it is none. */
export function jsonBodyOf(event: RequestEvent, maxBytes: number): unknown {
  const text = bodyOf(event, maxBytes);
  try {
    return JSON.parse(text);
  } catch {
    // the parser's own message quotes the body
    throw new ServiceError('invalid-request', { detail: 'The body is not valid JSON' });
  }
}

/** Whether the caller takes this media type by its name: a wildcard asks for nothing in particular. */
export function accepts(event: RequestEvent, type: string): boolean {
  const headers = { ...event?.headers, ...event?.multiValueHeaders };
  return Object.entries(headers).some(
    ([name, value]) =>
      name.toLowerCase() === 'accept' &&
      [value].flat().some((list) => typeof list === 'string' && rangesOf(list).includes(type)),
  );
}

/** The value of a header, whatever the case of its name. */
export function headerOf(event: RequestEvent, name: string): string | undefined {
  const value: unknown = Object.entries(event?.headers ?? {}).find(([one]) => one.toLowerCase() === name)?.[1];
  return typeof value === 'string' ? value : undefined;
}

/** The media types of an Accept header that are not ruled out. https://www.rfc-editor.org/rfc/rfc9110#name-accept */
const rangesOf = (list: string): string[] =>
  list
    .toLowerCase()
    .split(',')
    .filter((range) => !/;\s*q=0(\.0*)?\s*$/.test(range))
    .map((range) => (range.split(';')[0] ?? '').trim());

/** @param statusCode Default 200. */
export const json = (requestId: string, body: unknown, statusCode = 200): APIGatewayProxyResult => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-request-id': requestId },
  body: JSON.stringify(body),
});

/** RFC 9457 problem details: https://www.rfc-editor.org/rfc/rfc9457 */
export function problemOf(requestId: string, { code, message, fields }: ServiceError): Problem {
  const { status, title } = ERRORS[code];
  return {
    type: `${PROBLEM_TYPE}${code}`,
    title,
    status,
    detail: message,
    instance: requestId,
    ...(fields.length > 0 ? { errors: fields } : {}),
  };
}

export function problem(requestId: string, error: ServiceError): APIGatewayProxyResult {
  const { status, retryable } = ERRORS[error.code];
  const waits = retryable && (status === 409 || status === 429 || status === 503);
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-request-id': requestId,
      ...(waits ? { 'retry-after': String(error.retryAfterSeconds ?? RETRY_AFTER_SECONDS) } : {}),
    },
    body: JSON.stringify(problemOf(requestId, error)),
  };
}

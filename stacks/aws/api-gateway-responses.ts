import { ERRORS, type ErrorCode, PROBLEM_TYPE } from '../../handlers/contract/errors';

/** What the gateway answers by itself, before or instead of a function. */
export interface GatewayResponse {
  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
  readonly type: string;
  /** Absent: the gateway's own. */
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Template of the body; `$context` is all that it may use. */
  readonly body: string;
}

/** Types whose meaning has a code of ours. */
const CODES: readonly [type: string, code: ErrorCode][] = [
  ['ACCESS_DENIED', 'forbidden'],
  ['BAD_REQUEST_BODY', 'invalid-request'],
  ['BAD_REQUEST_PARAMETERS', 'invalid-request'],
  ['EXPIRED_TOKEN', 'forbidden'],
  ['INTEGRATION_FAILURE', 'internal'],
  ['INTEGRATION_TIMEOUT', 'model-timeout'],
  ['INVALID_API_KEY', 'forbidden'],
  ['INVALID_SIGNATURE', 'forbidden'],
  // also what an unknown path gets
  ['MISSING_AUTHENTICATION_TOKEN', 'forbidden'],
  ['QUOTA_EXCEEDED', 'quota-exceeded'],
  ['REQUEST_TOO_LARGE', 'body-too-large'],
  ['RESOURCE_NOT_FOUND', 'not-found'],
  ['THROTTLED', 'throttled'],
  ['UNAUTHORIZED', 'unauthenticated'],
  ['UNSUPPORTED_MEDIA_TYPE', 'unsupported-media-type'],
  ['WAF_FILTERED', 'forbidden'],
];

/** Seconds after which a throttled caller may try again: the gateway's buckets refill every second. */
const RETRY_AFTER_SECONDS = { throttled: '1', 'quota-exceeded': '3600' } as const;

/** Comes with its quotes: `"Forbidden"`. */
const MESSAGE = '$context.error.messageString';

/**
 * Which fields of a body are wrong, and how. Comes without quotes, but escaped. It may quote the caller's own words back, so it
 * goes into the answer and never into the access log.
 */
const VALIDATION = '"$context.error.validationErrorString"';

const PROBLEM = { 'Content-Type': 'application/problem+json' };

/** RFC 9457 problem details for everything the gateway refuses, in the form of our own errors. */
export const gatewayResponses = (): GatewayResponse[] => [
  ...CODES.map(([type, code]) => ({
    type,
    status: ERRORS[code].status,
    headers: { ...PROBLEM, ...retryAfter(code) },
    body: problem({
      type: `${PROBLEM_TYPE}${code}`,
      title: ERRORS[code].title,
      status: ERRORS[code].status,
      detail: type === 'BAD_REQUEST_BODY' ? VALIDATION : MESSAGE,
    }),
  })),
  // of many statuses, so nothing more than the status can be said: https://www.rfc-editor.org/rfc/rfc9457#section-4.2.1
  {
    type: 'DEFAULT_4XX',
    headers: PROBLEM,
    body: problem({ type: 'about:blank', title: 'The gateway refused the request', detail: MESSAGE }),
  },
  {
    type: 'DEFAULT_5XX',
    headers: PROBLEM,
    body: problem({ type: `${PROBLEM_TYPE}internal`, title: ERRORS.internal.title, detail: MESSAGE }),
  },
];

const retryAfter = (code: ErrorCode): Record<string, string> =>
  code === 'throttled' || code === 'quota-exceeded' ? { 'Retry-After': RETRY_AFTER_SECONDS[code] } : {};

interface Problem {
  readonly type: string;
  readonly title: string;
  /** Absent: the type stands for several. */
  readonly status?: number;
  /** As JSON, quotes included. */
  readonly detail: string;
}

/** Text, because the template is JSON only after the gateway has filled it in. */
const problem = ({ type, title, status, detail }: Problem): string =>
  `{"type":"${type}","title":"${title}",${status === undefined ? '' : `"status":${status},`}"detail":${detail},"instance":"$context.requestId"}`;

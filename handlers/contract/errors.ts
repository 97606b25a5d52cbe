/**
 * What can go wrong, as the caller sees it (RFC 9457 problem details) and as the metrics tag it.
 *
 * `code` is the last part of the problem `type` and the `outcome` tag. A code is for ever: clients branch on it.
 */
export interface ErrorKind {
  readonly status: number;
  readonly title: string;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
}

export const ERRORS = {
  'invalid-request': { status: 400, title: 'The request is not valid', retryable: false },
  'body-too-large': { status: 413, title: 'The request body is too large', retryable: false },
  'unknown-model': { status: 400, title: 'No such model', retryable: false },
  'not-found': { status: 404, title: 'No such route', retryable: false },
  'idempotency-mismatch': {
    status: 422,
    title: 'The Idempotency-Key belongs to another request',
    retryable: false,
  },
  'no-such-batch': { status: 404, title: 'No such batch', retryable: false },
  unauthenticated: { status: 401, title: 'Who calls is not known', retryable: false },
  forbidden: { status: 403, title: 'The caller may not do this', retryable: false },
  'unsupported-media-type': { status: 415, title: 'The content type is not supported', retryable: false },
  'request-in-progress': { status: 409, title: 'The same request is still being answered', retryable: true },
  'quota-exceeded': { status: 429, title: 'The quota of this caller is used up', retryable: true },
  'limits-unavailable': { status: 503, title: 'The limits of this caller cannot be read', retryable: true },
  throttled: { status: 429, title: 'The model is receiving too many requests', retryable: true },
  'model-timeout': { status: 504, title: 'The model did not answer in time', retryable: true },
  'model-unavailable': { status: 503, title: 'The model is not available', retryable: true },
  blocked: { status: 503, title: 'The service answers nobody at the moment', retryable: true },
  'not-in-cache': {
    status: 503,
    title: 'At the moment only answers that were given before are given again',
    retryable: true,
  },
  'model-refused': { status: 502, title: 'The model refused the call', retryable: false },
  'model-unreachable': { status: 502, title: 'The model could not be reached', retryable: true },
  'storage-unavailable': { status: 503, title: 'What keeps prompts and answers is not available', retryable: true },
  // nobody reads the answer; the status, nginx's own, is for logs and metrics
  'caller-gone': { status: 499, title: 'The caller went away before the answer was whole', retryable: false },
  internal: { status: 500, title: 'Something went wrong on our side', retryable: true },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

/** Values of the `outcome` tag of `chatRequests`. */
export type Outcome = 'ok' | 'guardrail' | ErrorCode;

/** Prefix of the problem `type`; followed by the code. */
export const PROBLEM_TYPE = 'urn:problem:llm-service:';

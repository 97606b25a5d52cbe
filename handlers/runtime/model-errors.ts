import type { ErrorCode } from '../contract/errors';
import { connectionFailed } from './connection-errors';
import { ServiceError } from './service-error';

/** Exceptions of Bedrock Runtime. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_Errors */
const EXCEPTIONS: Readonly<Record<string, ErrorCode>> = {
  ThrottlingException: 'throttled',
  TooManyRequestsException: 'throttled',
  ModelNotReadyException: 'throttled',
  ServiceQuotaExceededException: 'throttled',
  ModelTimeoutException: 'model-timeout',
  ServiceUnavailableException: 'model-unavailable',
  InternalServerException: 'model-unavailable',
  ModelErrorException: 'model-unavailable',
  ModelStreamErrorException: 'model-unavailable',
  // an answer that is no JSON
  SyntaxError: 'model-unavailable',
  AccessDeniedException: 'model-refused',
  ResourceNotFoundException: 'model-refused',
  ValidationException: 'model-refused',
  // our own signal, when the time is up
  AbortError: 'model-timeout',
  TimeoutError: 'model-timeout',
};

/**
 * Bedrock says it in words only: "Input is too long for requested model", "input length and `max_tokens` exceed context
 * limit". Not among them: "The maximum tokens you requested exceeds the model limit", which is a mistake of ours.
 */
export const TOO_LONG = /too long|too many (input )?tokens|(input|prompt) .*exceeds?\b|context (window|length)/i;

/** What a failed call means to the caller. AWS's own message is kept as `cause` only: it may quote the prompt. */
export function modelError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const { name = '', message = '' } = (error ?? {}) as { name?: string; message?: string };
  if (name === 'ValidationException' && TOO_LONG.test(message)) {
    return new ServiceError('invalid-request', {
      detail: 'The conversation is longer than the model can read',
      cause: error,
    });
  }
  if (connectionFailed(error)) return new ServiceError('model-unreachable', { cause: error });
  return new ServiceError(EXCEPTIONS[name] ?? byStatus(error), { cause: error });
}

/** What a stream that broke means. Beyond `modelError`: what is damaged on its way, the SDK throws as a plain `Error`. */
export function streamError(error: unknown): ServiceError {
  const known = modelError(error);
  switch (known.code) {
    case 'internal':
      return new ServiceError('model-unavailable', { detail: 'The answer of the model was damaged', cause: error });
    case 'model-unreachable':
      return new ServiceError(known.code, { detail: 'The connection to the model broke off', cause: error });
    default:
      return known;
  }
}

/** For what has no line in the table, like an expired token or a proxy's page: what the HTTP status says. */
function byStatus(error: unknown): ErrorCode {
  const status = (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode ?? 0;
  if (status === 429) return 'throttled';
  if (status >= 500) return 'model-unavailable';
  return status >= 400 ? 'model-refused' : 'internal';
}

/** Statuses by which a container says that it cannot do what it was asked. */
const UNFIT: ReadonlySet<unknown> = new Set([400, 413, 422]);

/** Whether a model refused one request for what it is, which says nothing about the next. */
export function isOfTheRequest({ code, cause }: ServiceError): boolean {
  const { name, OriginalStatusCode: status } = (cause ?? {}) as { name?: string; OriginalStatusCode?: number };
  return code === 'model-refused' && (name === 'ValidationException' || (name === 'ModelError' && UNFIT.has(status)));
}

/** Class of what is underneath an error, for logs. */
export const causeOf = ({ cause }: Error): string | undefined => (cause instanceof Error ? cause.name : undefined);

import type { ErrorCode } from '../../contract/errors';
import { modelError, streamError, TOO_LONG } from '../model-errors';
import { ServiceError } from '../service-error';
import type { Completion } from './chat-completions';

/** Exceptions of SageMaker Runtime. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html#API_runtime_InvokeEndpoint_Errors */
const EXCEPTIONS: Readonly<Record<string, ErrorCode>> = {
  InternalDependencyException: 'model-unavailable',
  InternalFailure: 'model-unavailable',
  InternalStreamFailure: 'model-unavailable',
  ServiceUnavailable: 'model-unavailable',
  ModelNotReadyException: 'throttled',
  ValidationError: 'model-refused',
  ValidationException: 'model-refused',
};

interface EndpointError {
  readonly name?: string;
  readonly OriginalStatusCode?: number;
  readonly OriginalMessage?: string;
  readonly ErrorCode?: string;
}

/** What a failed call to an endpoint means to the caller. What the container said is kept as `cause` only: it may quote the prompt. */
export function endpointError(error: unknown, streamed: boolean): ServiceError {
  if (error instanceof ServiceError) return error;
  const {
    name = '',
    OriginalStatusCode: status = 0,
    OriginalMessage: said = '',
    ErrorCode,
  } = (error ?? {}) as EndpointError;
  // the container answered, and not well
  if (name === 'ModelError') {
    if (status === 400 && TOO_LONG.test(said))
      return new ServiceError('invalid-request', {
        detail: 'The conversation is longer than the model can read',
        cause: error,
      });
    return new ServiceError(byContainerStatus(status), { cause: error });
  }
  if (name === 'ModelStreamError')
    return new ServiceError(ErrorCode === 'ModelInvocationTimeExceeded' ? 'model-timeout' : 'model-unavailable', {
      cause: error,
    });
  const code = EXCEPTIONS[name];
  if (code !== undefined) return new ServiceError(code, { cause: error });
  return streamed ? streamError(error) : modelError(error);
}

/**
 * An error that a container tells of with status 200, in the form of the exception that it should have been: in a stream it has
 * nothing else left. vLLM says `{"error": {"message", "code": 429}}`, TGI `{"error": "...", "error_type": "overloaded"}`.
 */
export function saidError({ error, error_type: kind }: Completion): Error {
  const { code, http_status_code: status = code, message = error } = (error ?? {}) as Readonly<Record<string, unknown>>;
  return Object.assign(new Error('the container answered with an error'), {
    name: 'ModelError',
    OriginalStatusCode: kind === 'overloaded' ? 429 : Number(status),
    OriginalMessage: String(message),
  });
}

function byContainerStatus(status: number): ErrorCode {
  if (status === 429) return 'throttled';
  if (status === 408 || status === 504) return 'model-timeout';
  return status >= 400 && status < 500 ? 'model-refused' : 'model-unavailable';
}

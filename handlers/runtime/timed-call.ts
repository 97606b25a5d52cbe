import type { ModelAnswer, ModelCall, OnText } from './model-client';
import { ServiceError } from './service-error';
import { timeLimit } from './time-limit';

/** What one call to a model works with. */
export interface CallTime {
  /** Fires when the time is up or the caller has gone. */
  readonly signal: AbortSignal;
  /** Passes words on; after the first of them the call has the time of the whole stream. */
  readonly sent: OnText;
  /** Whether any words have been passed on. */
  readonly begun: () => boolean;
}

/**
 * Runs a call within its time.
 *
 * @param errorOf What any other error means.
 * @throws ServiceError, and nothing else.
 */
export async function timedCall(
  call: ModelCall,
  errorOf: (error: unknown) => ServiceError,
  run: (time: CallTime) => Promise<ModelAnswer>,
): Promise<ModelAnswer> {
  if (call.timeoutMs <= 0) throw new ServiceError('model-timeout');
  const started = performance.now();
  const limit = timeLimit(call.timeoutMs);
  const signal = call.gone === undefined ? limit.signal : AbortSignal.any([limit.signal, call.gone]);
  let begun = false;
  const sent: OnText = (text) => {
    if (!begun) limit.restart((call.streamTimeoutMs ?? call.timeoutMs) - (performance.now() - started));
    begun = true;
    return call.onText?.(text);
  };
  try {
    return await run({ signal, sent, begun: () => begun });
  } catch (error) {
    // first of all: an aborted stream looks like a broken one
    if (call.gone?.aborted === true) throw new ServiceError('caller-gone', { cause: error });
    if (limit.signal.aborted) throw new ServiceError('model-timeout', { cause: error });
    throw errorOf(error);
  } finally {
    limit.clear();
  }
}

import { setTimeout as wait } from 'node:timers/promises';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { DEADLINES } from '../contract/deadlines';

type RetryStrategy = Pick<
  ConfiguredRetryStrategy,
  'mode' | 'acquireInitialRetryToken' | 'refreshRetryTokenForRetry' | 'recordSuccess'
>;

/** Full jitter: https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/ */
const backoffMs = (): number => Math.random() * DEADLINES.maxBackoffMs;

/**
 * AWS calls them retryable, the SDK does not: the status of the first, 408, is a client's, and the second has none. It comes as
 * the first event of a stream, which the SDK reads before it hands the stream over.
 */
const ALSO_RETRYABLE: ReadonlySet<string> = new Set(['ModelTimeoutException', 'InternalStreamFailure']);

/**
 * Retries what AWS calls retryable, as long as the SDK's quota of retries lasts, which keeps a bad hour from becoming a storm.
 * The SDK's own waits up to a second after throttling, which a caller behind a gateway does not have.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export function retryStrategy(): RetryStrategy {
  const standard = new ConfiguredRetryStrategy(DEADLINES.maxAttempts, backoffMs);
  return {
    mode: standard.mode,
    acquireInitialRetryToken: (scope) => standard.acquireInitialRetryToken(scope),
    refreshRetryTokenForRetry: (token, info) =>
      standard.refreshRetryTokenForRetry(
        token,
        ALSO_RETRYABLE.has((info.error as Error | undefined)?.name ?? '') ? { ...info, errorType: 'TRANSIENT' } : info,
      ),
    recordSuccess: (token) => standard.recordSuccess(token),
  };
}

/** Exceptions that Bedrock and SageMaker send as events of a stream and call retryable. The SDK has its answer by then. */
const RETRYABLE_EVENTS: ReadonlySet<string> = new Set([
  'InternalServerException',
  'InternalStreamFailure',
  'ModelStreamErrorException',
  'ServiceUnavailableException',
  'ThrottlingException',
]);

/** Waits before a stream that broke without a word is asked for again. @throws the error, when it must not be */
export async function beforeStreamRetry(error: unknown, attempts: number, signal: AbortSignal): Promise<void> {
  const { name = '' } = (error ?? {}) as { name?: string };
  if (attempts >= DEADLINES.maxAttempts || !RETRYABLE_EVENTS.has(name)) throw error;
  await wait(backoffMs(), undefined, { signal });
}

import { setTimeout as wait } from 'node:timers/promises';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { DEADLINES } from '../contract/deadlines';

type RetryStrategy = Pick<
  ConfiguredRetryStrategy,
  'mode' | 'acquireInitialRetryToken' | 'refreshRetryTokenForRetry' | 'recordSuccess'
>;

/** Full jitter: https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/ */
const backoffMs = (): number => Math.random() * DEADLINES.maxBackoffMs;

/** AWS calls it retryable, the SDK does not: its status, 408, is a client's. */
const ALSO_RETRYABLE = 'ModelTimeoutException';

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
        (info.error as Error | undefined)?.name === ALSO_RETRYABLE ? { ...info, errorType: 'TRANSIENT' } : info,
      ),
    recordSuccess: (token) => standard.recordSuccess(token),
  };
}

/** Exceptions that Bedrock sends as events of a stream and calls retryable. The SDK has its answer by then. */
const RETRYABLE_EVENTS: ReadonlySet<string> = new Set([
  'InternalServerException',
  'ModelStreamErrorException',
  'ModelTimeoutException',
  'ServiceUnavailableException',
  'ThrottlingException',
]);

/** Waits before a stream that broke without a word is asked for again. @throws the error, when it must not be */
export async function beforeStreamRetry(error: unknown, attempts: number, signal: AbortSignal): Promise<void> {
  const { name = '' } = (error ?? {}) as { name?: string };
  if (attempts >= DEADLINES.maxAttempts || !RETRYABLE_EVENTS.has(name)) throw error;
  await wait(backoffMs(), undefined, { signal });
}

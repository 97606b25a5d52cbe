import { NodeHttpHandler } from '@smithy/node-http-handler';
import { ServiceError } from './service-error';

/**
 * How each client of a store is made. The SDK retries; what takes longer than this is not answered at all.
 *
 * @param requestTimeout Of one attempt, in milliseconds. Default: what a whole batch takes on its way to the bucket.
 */
export const storageClient = (requestTimeout = 5_000) => ({
  maxAttempts: 3,
  requestHandler: new NodeHttpHandler({ connectionTimeout: 1_000, requestTimeout, throwOnRequestTimeout: true }),
});

/** @throws ServiceError `storage-unavailable` for whatever else the work throws. */
export async function stored<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    throw new ServiceError('storage-unavailable', { cause: error });
  }
}

/** Whether an exception of AWS has this name. */
export const isNamed = (error: unknown, name: string): error is Error => error instanceof Error && error.name === name;

import { BATCH_KEYS, type BatchItem, type BatchResponse } from '../contract/batch';
import { isBatchId } from '../runtime/batch/batch-id';
import type { Stores } from '../runtime/batch/finish-batch';
import { ServiceError } from '../runtime/service-error';

/**
 * How far a batch is, and once it is whole, where its results are.
 *
 * @throws ServiceError `no-such-batch`, also for who did not send it: nobody learns which ids there are.
 */
export async function readBatch(id: unknown, tenant: string, { table, bucket }: Stores): Promise<BatchResponse> {
  const batch = isBatchId(id) ? await table.find(id) : undefined;
  if (batch === undefined || batch.tenant !== tenant) throw new ServiceError('no-such-batch');
  return responseOf(
    batch,
    batch.status === 'completed' ? await bucket.addressOf(BATCH_KEYS.results(batch.id)) : undefined,
  );
}

export function responseOf(batch: BatchItem, results?: string): BatchResponse {
  const { id, status, road, total, succeeded, failed, createdAt, completedAt, expiresAt } = batch;
  return {
    id,
    status,
    road,
    total,
    succeeded: succeeded?.size ?? 0,
    failed: failed?.size ?? 0,
    createdAt: new Date(createdAt).toISOString(),
    ...(completedAt === undefined ? {} : { completedAt: new Date(completedAt).toISOString() }),
    expiresAt: new Date(expiresAt * 1_000).toISOString(),
    links: { self: `/v1/batches/${id}`, ...(results === undefined ? {} : { results }) },
  };
}

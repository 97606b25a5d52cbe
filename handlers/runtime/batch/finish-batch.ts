import { BATCH_KEYS, type BatchItem, type BatchResult } from '../../contract/batch';
import { mapped } from '../mapped';
import { ServiceError } from '../service-error';
import type { Telemetry } from '../telemetry';
import { type BatchBucket, linesOf, recordsOf } from './batch-bucket';
import { type BatchTable, doneOf } from './batch-table';

export interface Stores {
  readonly table: BatchTable;
  readonly bucket: BatchBucket;
}

export interface FinishDependencies extends Stores {
  readonly telemetry: Telemetry;
  /** A batch that took no longer was fresh. Milliseconds. */
  readonly targetMs: number;
}

const READS_AT_ONCE = 20;

/**
 * Puts the results together once all are there. It may be done twice, and by two at a time: the same comes out, and it is
 * counted once.
 *
 * @throws ServiceError `storage-unavailable`; whoever brought the last result must come back then.
 */
export async function finishIfWhole(
  batch: BatchItem,
  { table, bucket, telemetry, targetMs }: FinishDependencies,
): Promise<void> {
  if (doneOf(batch) < batch.total || batch.status === 'completed') return;
  const { id, road, createdAt } = batch;
  await bucket.put(BATCH_KEYS.results(id), linesOf(await resultsOf(batch, bucket)));
  const completedAt = Date.now();
  if ((await table.move(id, ['accepting', 'running'], 'completed', { completedAt })) === undefined) return;
  const took = completedAt - createdAt;
  telemetry.count('batchesCompleted', 1, { road, freshness: took <= targetMs ? 'within' : 'over' });
  telemetry.count('batchCompletionTime', took, { road });
}

/** All results, in the order of the prompts. */
async function resultsOf({ id, road, total }: BatchItem, bucket: BatchBucket): Promise<BatchResult[]> {
  const together = road === 'bedrock' ? await bucket.get(BATCH_KEYS.bedrockResults(id)) : undefined;
  const results = new Map(recordsOf<BatchResult>(together ?? '').map((result) => [result.index, result]));
  return mapped(
    Array.from({ length: total }, (_, index) => index),
    READS_AT_ONCE,
    async (index) => {
      const result = results.get(index) ?? (await bucket.result(id, index));
      if (result === undefined) throw new ServiceError('storage-unavailable', { detail: 'A result is missing' });
      return result;
    },
  );
}

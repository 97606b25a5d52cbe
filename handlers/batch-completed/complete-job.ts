import { BATCH_INFERENCE_PRICE_FACTOR, BATCH_KEYS, type BatchItem } from '../contract/batch';
import type { ModelTargets } from '../contract/env';
import { linesOf } from '../runtime/batch/batch-bucket';
import type { Enqueue } from '../runtime/batch/batch-queue';
import { type Ended, type QuotaDependencies, release, settle, useOfResult } from '../runtime/batch/batch-quota';
import { isDone } from '../runtime/batch/batch-table';
import { type FinishDependencies, finishIfWhole } from '../runtime/batch/finish-batch';
import { costUsd, promptTokens } from '../runtime/cost';
import { GUARDRAIL, outcomeOf } from '../runtime/outcome';
import { factTags } from '../runtime/request-facts';
import { answersIn, type JobAnswer, resultOf } from './job-output';
import type { Job } from './jobs';

export interface CompleteDependencies extends FinishDependencies, QuotaDependencies {
  readonly models: ModelTargets;
  readonly jobPrefix: string;
  readonly enqueue: Enqueue;
}

/** Whoever stops a job does not want it done in another, dearer way. */
const STOPPED = 'Stopped';

/**
 * Takes the answers of a job that has ended, and sends what it did not answer through the queue, so that nothing is lost
 * however it ended. It can be done twice, and is where an event came twice.
 *
 * @throws ServiceError `storage-unavailable`; it must be tried again then.
 */
export async function completeJob(job: Job, dependencies: CompleteDependencies): Promise<void> {
  const { table, bucket, models, jobPrefix, enqueue, telemetry, log } = dependencies;
  // the other environments of the account have jobs as well
  if (!job.name.startsWith(jobPrefix)) return;
  const id = job.name.slice(jobPrefix.length);
  const batch = await table.find(id);
  if (batch === undefined || batch.jobTaken === true || batch.status === 'completed' || batch.status === 'cancelled') {
    return;
  }

  const output = await bucket.get(`${BATCH_KEYS.bedrockOutput(id)}${job.arn.split('/').at(-1)}/input.jsonl.out`);
  const answers = answersIn(output ?? '', batch.total);
  const about = { batch_id: id, tenant: batch.tenant, job_status: job.status };
  const prompts = (await bucket.prompts(id)) ?? [];
  let after = batch;
  if (answers.length > 0) {
    const alias = aliasOf(job.modelId, models);
    const results = answers.map((answer) => resultOf(answer, alias, prompts[answer.index]?.id));
    await bucket.put(BATCH_KEYS.bedrockResults(id), linesOf(results));
    const recorded = await table.record(id, { succeeded: answers.map(({ index }) => index) });
    after = recorded.after;
    const fresh = answers.filter(({ index }) => !isDone(recorded.before, index));
    for (const answer of fresh) measure(answer, alias, batch, dependencies);
    const ended = fresh.flatMap((answer): Ended[] => {
      const used = useOfResult(resultOf(answer, alias), models, BATCH_INFERENCE_PRICE_FACTOR);
      return used === undefined ? [] : [{ reserved: prompts[answer.index]?.reserved, used }];
    });
    await settle(recorded.before, ended, dependencies);
    log('info', 'answers of a job taken', { ...about, batch_items: fresh.length });
  }
  if (job.status === STOPPED) {
    const before = await table.move(id, ['accepting', 'running'], 'cancelled');
    if (before !== undefined) await release(before, prompts, dependencies);
    log('warn', 'job was stopped', about);
    return;
  }
  const left = leftOf(after);
  if (left.length > 0) {
    await enqueue(id, left);
    telemetry.count('batchRetries', left.length, { road: 'bedrock', outcome: 'model-unavailable' });
    log('warn', 'prompts go on through the queue', { ...about, batch_items: left.length });
    // so that the next sweep does not send them again
    await table.move(id, ['accepting', 'running'], 'running', { jobTaken: true });
  }
  await finishIfWhole(after, dependencies);
}

const leftOf = (batch: BatchItem): number[] =>
  Array.from({ length: batch.total }, (_, index) => index).filter((index) => !isDone(batch, index));

const aliasOf = (modelId: string, models: ModelTargets): string =>
  Object.keys(models).find((alias) => models[alias]?.modelId === modelId) ?? 'unknown';

/** What a call through the worker would have counted, at the price of batch inference. */
function measure(
  { usage, stopReason }: JobAnswer,
  alias: string,
  { metricTenant }: BatchItem,
  { telemetry, models }: Pick<CompleteDependencies, 'telemetry' | 'models'>,
): void {
  telemetry.count('batchItems', 1, { road: 'bedrock', outcome: outcomeOf(stopReason) });
  const target = models[alias];
  if (target === undefined) return;
  const tags = { model_alias: alias, model: target.baseModelId, ...factTags({}) };
  telemetry.count('modelCalls', 1, { ...tags, outcome: 'ok' });
  telemetry.count('inputTokens', promptTokens(usage), tags);
  telemetry.count('outputTokens', usage.outputTokens, tags);
  const cost = costUsd(target, usage);
  if (cost !== undefined) {
    telemetry.count('costUsd', cost * BATCH_INFERENCE_PRICE_FACTOR, tags);
    telemetry.count('tenantCostUsd', cost * BATCH_INFERENCE_PRICE_FACTOR, { tenant: metricTenant });
  }
  if (stopReason === GUARDRAIL) telemetry.count('guardrailInterventions', 1, tags);
}

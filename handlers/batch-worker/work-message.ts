import { BATCH_LIMITS, type BatchItem, type BatchMessage, type BatchResult, type KeptPrompt } from '../contract/batch';
import type { Outcome } from '../contract/errors';
import type { LogFields } from '../contract/log-fields';
import { isBatchId } from '../runtime/batch/batch-id';
import { charge, type QuotaDependencies, settle, useOfResult } from '../runtime/batch/batch-quota';
import { isDone } from '../runtime/batch/batch-table';
import { type FinishDependencies, finishIfWhole } from '../runtime/batch/finish-batch';
import { useOfFailure } from '../runtime/limits';
import { outcomeOf } from '../runtime/outcome';
import { ServiceError } from '../runtime/service-error';
import { type AnswerDependencies, type Answered, answerPrompt } from './answer-prompt';

export interface WorkDependencies extends AnswerDependencies, FinishDependencies, QuotaDependencies {
  /** The prompts of a batch; asked for again and again while the same batch is worked at. */
  readonly promptsOf: (id: string) => Promise<readonly KeptPrompt[] | undefined>;
}

export interface Time {
  /** Until answers must be there, in milliseconds. */
  readonly remainingMs: () => number;
  /** How long a prompt stays with who has begun: at least until the function is over. */
  readonly holdMs: number;
}

/** One delivery of one prompt. */
interface Work {
  readonly batch: BatchItem;
  readonly index: number;
  readonly about: LogFields;
  readonly time: Time;
}

/**
 * Does what one message asks for. When it returns, the message has had its effect and can go; it may be delivered any
 * number of times, and by two at a time.
 *
 * - The result lies in the bucket before anything says that it is there, and once it lies there no model is asked again.
 * - Who begins holds the prompt: a second delivery meanwhile goes back to the queue.
 * - What was answered but not counted, because somebody was cut off between, is counted by the next delivery.
 *
 * @throws ServiceError of whatever must be tried again; `invalid-request` for a message that is none.
 */
export async function workMessage(
  body: string,
  about: LogFields,
  time: Time,
  dependencies: WorkDependencies,
): Promise<void> {
  const { table, bucket } = dependencies;
  const { batch: id, index } = messageOf(body);
  const batch = await table.find(id);
  if (batch === undefined || index >= batch.total) throw new ServiceError('no-such-batch');
  // a message of a batch that could not be accepted
  if (batch.status === 'cancelled') return;
  if (isDone(batch, index)) {
    await finishIfWhole(batch, dependencies);
    return;
  }
  const claim = await table.claim(batch, index, time.holdMs);
  const there = claim === 'first' ? undefined : await bucket.result(id, index);
  const work: Work = { batch, index, about, time };
  if (there !== undefined) {
    await record(work, { result: there, outcome: outcomeIn(there) }, dependencies);
    return;
  }
  if (claim === 'held') throw new ServiceError('throttled', { detail: 'Somebody is working at this prompt' });
  try {
    await record(work, await answered(work, dependencies), dependencies);
  } catch (error) {
    // else the next delivery would have to wait until it is held no longer
    await table.release(id, index).catch(() => {});
    throw error;
  }
}

/** A result that lies in the bucket. What was paid for before that failed counts against the limit too. */
async function answered({ batch, index, about, time }: Work, dependencies: WorkDependencies): Promise<Answered> {
  const { id, tenant, metricTenant } = batch;
  const prompt = (await dependencies.promptsOf(id))?.[index];
  if (prompt === undefined) throw new ServiceError('no-such-batch');
  let paid = false;
  try {
    const made = await answerPrompt(
      prompt,
      { index, about, facts: { tenant, metricTenant }, remainingMs: time.remainingMs },
      dependencies,
    );
    paid = made.result.status === 'succeeded';
    const kept = await dependencies.bucket.keepResult(id, made.result);
    return kept === made.result ? made : { result: kept, outcome: outcomeIn(kept) };
  } catch (error) {
    const free = !paid && error instanceof ServiceError && useOfFailure(error, false) !== undefined;
    if (!free) await charge(batch, prompt, dependencies);
    throw error;
  }
}

/** Says that a result is there, once; who brings the last one puts them together. */
async function record(
  { batch: { id }, index, about }: Work,
  { result, outcome }: Answered,
  dependencies: WorkDependencies,
): Promise<void> {
  const { table, telemetry, log } = dependencies;
  const { before, after } = await table.record(id, { [result.status]: [index] });
  if (!isDone(before, index)) {
    telemetry.count('batchItems', 1, { road: after.road, outcome });
    log('info', 'prompt done', { ...about, tenant: after.tenant, outcome });
    await settleResult(before, result, dependencies);
  }
  await finishIfWhole(after, dependencies);
}

async function settleResult(before: BatchItem, result: BatchResult, dependencies: WorkDependencies): Promise<void> {
  if (before.quotaDay === undefined) return;
  const used = useOfResult(result, dependencies.models);
  // what cannot be read any more counts as it was put by
  const prompts = await dependencies.promptsOf(before.id).catch(() => undefined);
  const reserved = prompts?.[result.index]?.reserved;
  if (used !== undefined && reserved !== undefined) await settle(before, [{ reserved, used }], dependencies);
}

/** Of a result that somebody else has kept. */
function outcomeIn(result: BatchResult): Outcome {
  if (result.status === 'succeeded') return outcomeOf(result.stopReason);
  return result.error.type.slice(result.error.type.lastIndexOf(':') + 1) as Outcome;
}

function messageOf(body: string): BatchMessage {
  const { batch, index } = parsed(body);
  if (!isBatchId(batch) || !isPlace(index)) {
    throw new ServiceError('invalid-request', { detail: 'The message names no prompt' });
  }
  return { batch, index };
}

const isPlace = (index: unknown): index is number =>
  Number.isInteger(index) && Number(index) >= 0 && Number(index) < BATCH_LIMITS.maxRequests;

function parsed(body: string): Partial<Record<keyof BatchMessage, unknown>> {
  try {
    return (JSON.parse(body) ?? {}) as Partial<Record<keyof BatchMessage, unknown>>;
  } catch {
    return {};
  }
}

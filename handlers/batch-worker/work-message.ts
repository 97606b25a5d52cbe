import { BATCH_LIMITS, type BatchMessage, type BatchPrompt, type BatchResult } from '../contract/batch';
import type { Outcome } from '../contract/errors';
import type { LogFields } from '../contract/log-fields';
import { isBatchId } from '../runtime/batch/batch-id';
import { isDone } from '../runtime/batch/batch-table';
import { type FinishDependencies, finishIfWhole } from '../runtime/batch/finish-batch';
import { outcomeOf } from '../runtime/outcome';
import { ServiceError } from '../runtime/service-error';
import { type AnswerDependencies, answerPrompt } from './answer-prompt';

export interface WorkDependencies extends AnswerDependencies, FinishDependencies {
  /** The prompts of a batch; asked for again and again while the same batch is worked at. */
  readonly promptsOf: (id: string) => Promise<readonly BatchPrompt[] | undefined>;
}

export interface Time {
  /** Until answers must be there, in milliseconds. */
  readonly remainingMs: () => number;
  /** How long a prompt stays with who has begun: at least until the function is over. */
  readonly holdMs: number;
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
  const { table, bucket, telemetry, log, promptsOf } = dependencies;
  const { batch: id, index } = messageOf(body);
  const batch = await table.find(id);
  if (batch === undefined || index >= batch.total) throw new ServiceError('no-such-batch');
  const { tenant } = batch;
  // a message of a batch that could not be accepted
  if (batch.status === 'cancelled') return;
  if (isDone(batch, index)) {
    await finishIfWhole(batch, dependencies);
    return;
  }
  const claim = await table.claim(batch, index, time.holdMs);
  const there = claim === 'first' ? undefined : await bucket.result(id, index);
  if (there !== undefined) {
    await keep(there, outcomeIn(there));
    return;
  }
  if (claim === 'held') throw new ServiceError('throttled', { detail: 'Somebody is working at this prompt' });
  try {
    await answerAndKeep();
  } catch (error) {
    // else the next delivery would have to wait until it is held no longer
    await table.release(id, index).catch(() => {});
    throw error;
  }

  async function answerAndKeep(): Promise<void> {
    const prompt = (await promptsOf(id))?.[index];
    if (prompt === undefined) throw new ServiceError('no-such-batch');
    const { result, outcome } = await answerPrompt(
      prompt,
      { index, about: { ...about, tenant }, remainingMs: time.remainingMs },
      dependencies,
    );
    const kept = await bucket.keepResult(id, result);
    await keep(kept, kept === result ? outcome : outcomeIn(kept));
  }

  async function keep(kept: BatchResult, outcome: Outcome): Promise<void> {
    const places = { [kept.status]: [index] };
    const { before, after } = await table.record(id, places);
    if (!isDone(before, index)) {
      telemetry.count('batchItems', 1, { road: after.road, outcome });
      log('info', 'prompt done', { ...about, tenant: after.tenant, outcome });
    }
    await finishIfWhole(after, dependencies);
  }
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

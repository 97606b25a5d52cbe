import { createHash, randomUUID } from 'node:crypto';
import { BATCH_LIMITS, type BatchItem, type BatchPrompt, type BatchResponse } from '../contract/batch';
import type { BatchInference, ModelTargets } from '../contract/env';
import type { Enqueue } from '../runtime/batch/batch-queue';
import type { Stores } from '../runtime/batch/finish-batch';
import { headerOf, jsonBodyOf, type RequestEvent } from '../runtime/http';
import type { CurrentMode } from '../runtime/mode';
import type { ModelCall } from '../runtime/model-client';
import { refuseIn } from '../runtime/refuse-in';
import { ServiceError } from '../runtime/service-error';
import { targetOf } from '../runtime/target-of';
import { jobModelOf, type StartJob } from './batch-inference';
import { responseOf } from './read-batch';
import { batchRequest } from './request';

export interface CreateSettings {
  readonly models: ModelTargets;
  readonly defaultModel: string;
  readonly maxOutputTokens: number;
  readonly guardrail: ModelCall['guardrail'];
  readonly retentionDays: number;
  readonly inference: BatchInference;
}

export interface CreateDependencies extends Stores {
  readonly settings: CreateSettings;
  readonly enqueue: Enqueue;
  readonly startJob: StartJob;
  readonly mode: CurrentMode;
}

const MAX_KEY_CHARACTERS = 255;
const DAY_SECONDS = 86_400;

/**
 * Takes a batch: item, prompts, and then its messages or its job. What does not get that far is cancelled, so that the
 * messages which did get out have no effect.
 *
 * With an Idempotency-Key the id follows from it: the same request again finds its batch, and takes it up where it was
 * cancelled or broke off. All steps can be done twice.
 *
 * Where a mode lets no model be asked, it takes none. In economy no job is begun, whose model nobody could change any more:
 * the worker asks as the mode says when it comes to a prompt.
 *
 * @throws ServiceError `blocked`, `not-in-cache`, `invalid-request`, `unknown-model`, `body-too-large`, `idempotency-mismatch`, `storage-unavailable`.
 */
export async function createBatch(
  event: RequestEvent,
  tenant: string,
  { settings, table, bucket, enqueue, startJob, mode }: CreateDependencies,
): Promise<BatchResponse> {
  const prompts = batchRequest(jsonBodyOf(event, BATCH_LIMITS.maxBodyBytes), settings);
  const now = await mode.get();
  refuseIn(now);
  const jobModel = now === 'economy' ? undefined : jobModelOf(prompts, settings.defaultModel, settings.inference);
  const batch = newBatch(idOf(headerOf(event, 'idempotency-key'), tenant), {
    tenant,
    prompts,
    road: jobModel === undefined ? 'queue' : 'bedrock',
    retentionDays: settings.retentionDays,
  });
  const { id } = batch;
  if (!(await table.create(batch))) {
    const there = await table.find(id);
    if (there?.fingerprint !== batch.fingerprint) throw new ServiceError('idempotency-mismatch');
    if (there.status === 'running' || there.status === 'completed') return responseOf(there);
    await table.move(id, ['cancelled'], 'accepting');
  }
  try {
    await bucket.putPrompts(id, prompts);
    if (jobModel === undefined) await enqueue(id, [...prompts.keys()]);
    const job =
      jobModel === undefined
        ? undefined
        : await startJob({ id, prompts, target: targetOf(jobModel, settings.models), ...settings });
    await table.move(id, ['accepting'], 'running', job === undefined ? {} : { job });
  } catch (error) {
    // where even that fails, the prompts that got out run, and the same key finds the batch as it is
    await table.move(id, ['accepting'], 'cancelled').catch(() => false);
    throw error;
  }
  return responseOf({ ...batch, status: 'running' });
}

/** @throws ServiceError `invalid-request` for a key that no client would make. */
function idOf(key: string | undefined, tenant: string): string {
  if (key === undefined) return randomUUID().replaceAll('-', '');
  if (key === '' || key.length > MAX_KEY_CHARACTERS) {
    throw new ServiceError('invalid-request', {
      detail: `The Idempotency-Key must have 1 to ${MAX_KEY_CHARACTERS} characters`,
    });
  }
  return sha256(JSON.stringify([tenant, key])).slice(0, 32);
}

function newBatch(
  id: string,
  {
    tenant,
    prompts,
    road,
    retentionDays,
  }: Pick<BatchItem, 'tenant' | 'road'> & {
    readonly prompts: readonly BatchPrompt[];
    readonly retentionDays: number;
  },
): BatchItem {
  const createdAt = Date.now();
  return {
    id,
    tenant,
    road,
    createdAt,
    expiresAt: Math.floor(createdAt / 1_000) + retentionDays * DAY_SECONDS,
    status: 'accepting',
    total: prompts.length,
    fingerprint: sha256(JSON.stringify(prompts)),
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

import { createHash, randomUUID } from 'node:crypto';
import { BATCH_LIMITS, type BatchItem, type BatchPrompt, type BatchResponse } from '../contract/batch';
import type { BatchInference, ModelTargets } from '../contract/env';
import type { Enqueue } from '../runtime/batch/batch-queue';
import { type QuotaDependencies, release } from '../runtime/batch/batch-quota';
import type { Stores } from '../runtime/batch/finish-batch';
import { headerOf, jsonBodyOf, type RequestEvent } from '../runtime/http';
import type { CurrentMode } from '../runtime/mode';
import type { ModelCall } from '../runtime/model-client';
import { refuseIn } from '../runtime/refuse-in';
import { ServiceError } from '../runtime/service-error';
import { targetOf } from '../runtime/target-of';
import type { Tenant } from '../runtime/tenant';
import { jobModelOf, type StartJob } from './batch-inference';
import { responseOf } from './read-batch';
import { batchRequest } from './request';
import { takeUp, type Wanted } from './take-up';

export interface CreateSettings {
  readonly models: ModelTargets;
  readonly defaultModel: string;
  readonly maxOutputTokens: number;
  readonly guardrail: ModelCall['guardrail'];
  readonly retentionDays: number;
  readonly inference: BatchInference;
}

export interface CreateDependencies extends Stores, QuotaDependencies {
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
 * @throws ServiceError `blocked`, `not-in-cache`, `invalid-request`, `unknown-model`, `body-too-large`, `idempotency-mismatch`,
 * `quota-exceeded`, `limits-unavailable`, `storage-unavailable`.
 */
export async function createBatch(
  event: RequestEvent,
  tenant: Tenant,
  dependencies: CreateDependencies,
): Promise<BatchResponse> {
  const { settings, table, bucket, enqueue, startJob, mode } = dependencies;
  const prompts = batchRequest(jsonBodyOf(event, BATCH_LIMITS.maxBodyBytes), settings);
  const now = await mode.get();
  refuseIn(now);
  const jobModel = now === 'economy' ? undefined : jobModelOf(prompts, settings.defaultModel, settings.inference);
  const key = headerOf(event, 'idempotency-key');
  const wanted = newBatch(idOf(key, tenant.tag), {
    tenant,
    prompts,
    road: jobModel === undefined ? 'queue' : 'bedrock',
    retentionDays: settings.retentionDays,
  });
  const { batch, prompts: kept } = await takeUp(
    { batch: wanted, prompts, tenant, keyed: key !== undefined },
    dependencies,
  );
  if (kept === undefined) return responseOf(batch);
  const { id } = batch;
  try {
    await bucket.putPrompts(id, kept);
    if (jobModel === undefined) await enqueue(id, [...kept.keys()]);
    const job =
      jobModel === undefined
        ? undefined
        : await startJob({ id, prompts, target: targetOf(jobModel, settings.models), ...settings });
    await table.move(id, ['accepting'], 'running', job === undefined ? {} : { job });
  } catch (error) {
    // where even that fails, the prompts that got out run, and the same key finds the batch as it is
    const before = await table.move(id, ['accepting'], 'cancelled').catch(() => undefined);
    if (before !== undefined) await release(before, kept, dependencies);
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
  }: Pick<BatchItem, 'road'> & {
    readonly tenant: Tenant;
    readonly prompts: readonly BatchPrompt[];
    readonly retentionDays: number;
  },
): Wanted['batch'] {
  const createdAt = Date.now();
  return {
    id,
    tenant: tenant.tag,
    metricTenant: tenant.metricTag,
    road,
    createdAt,
    expiresAt: Math.floor(createdAt / 1_000) + retentionDays * DAY_SECONDS,
    status: 'accepting',
    total: prompts.length,
    fingerprint: sha256(JSON.stringify(prompts)),
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

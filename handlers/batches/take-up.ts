import { randomUUID } from 'node:crypto';
import type { BatchItem, BatchPrompt, KeptPrompt } from '../contract/batch';
import type { ModelTargets } from '../contract/env';
import { type QuotaDependencies, settle, sumOf, told } from '../runtime/batch/batch-quota';
import { type BatchTable, isDone } from '../runtime/batch/batch-table';
import type { Quota } from '../runtime/limits';
import { ServiceError } from '../runtime/service-error';
import { chainOf } from '../runtime/target-of';
import type { Tenant } from '../runtime/tenant';
import { estimateOf, NO_USE, type Use } from '../runtime/use';

export interface TakeUpDependencies extends QuotaDependencies {
  readonly settings: {
    readonly models: ModelTargets;
    readonly defaultModel: string;
    readonly maxOutputTokens: number;
  };
  readonly table: BatchTable;
}

/** A batch as somebody asks for it. */
export interface Wanted {
  readonly batch: Omit<BatchItem, 'attempt' | 'quotaDay'>;
  readonly prompts: readonly BatchPrompt[];
  readonly tenant: Tenant;
  /** Whether its id follows from an Idempotency-Key: then it may be there. */
  readonly keyed: boolean;
}

export interface TakenUp {
  readonly batch: BatchItem;
  /** As they are to be kept. Absent: the batch is on its way, and nothing is left to do. */
  readonly prompts?: readonly KeptPrompt[];
}

/**
 * Takes a batch down, with what its prompts may use put by out of its tenant's limit; or finds the one that is there.
 *
 * Whatever runs at once or breaks off, what is put by is put by once: the item says on which day, and by `attempt` who did
 * it. Where nobody can know any more, it is left until its day is over.
 *
 * @throws ServiceError `idempotency-mismatch`, `storage-unavailable`, and what `Limits.reserve` throws.
 */
export async function takeUp(wanted: Wanted, dependencies: TakeUpDependencies): Promise<TakenUp> {
  const { batch, prompts, keyed } = wanted;
  const { table } = dependencies;
  const there = keyed ? await table.find(batch.id) : undefined;
  if (there !== undefined && there.fingerprint !== batch.fingerprint) throw new ServiceError('idempotency-mismatch');
  if (there?.status === 'running' || there?.status === 'completed') return { batch: there };
  const estimates = prompts.map((prompt) => ({ prompt, reserved: estimate(prompt, dependencies) }));
  const kept = (day: string | undefined): readonly KeptPrompt[] =>
    day === undefined ? prompts : estimates.map(({ prompt, reserved }) => ({ ...prompt, reserved }));
  // somebody is at it, or was cut off: what they have put by stands
  if (there?.status === 'accepting') return { batch: there, prompts: kept(there.quotaDay) };

  const open = estimates.filter((_, index) => there === undefined || !isDone(there, index));
  const quota = await dependencies.limits.reserve({
    tenant: wanted.tenant,
    whole: true,
    estimate: () => sumOf(open.map(({ reserved }) => reserved)),
    onFailure: told({ batch_id: batch.id, tenant: batch.tenant }, dependencies),
  });
  const day = quota.day;
  const mine: BatchItem = { ...batch, attempt: randomUUID(), ...(day === undefined ? {} : { quotaDay: day }) };
  const before = there === undefined ? await created(mine, keyed, quota, table) : await reopened(mine, table);
  if (before === undefined) {
    // somebody was faster
    await quota.settle(NO_USE);
    return takeUp({ ...wanted, keyed: true }, dependencies);
  }
  // what was under way when the batch was cancelled, and has come in since we looked
  const since = kept(day).filter((_, index) => isDone(before, index) && !(there !== undefined && isDone(there, index)));
  await settle(
    mine,
    since.map(({ reserved }) => ({ reserved, used: NO_USE })),
    dependencies,
  );
  return {
    batch: { ...before, ...mine, createdAt: before.createdAt, expiresAt: before.expiresAt },
    prompts: kept(day),
  };
}

/** @returns the new item; nothing when somebody else has made one. */
async function created(
  mine: BatchItem,
  keyed: boolean,
  quota: Quota,
  table: BatchTable,
): Promise<BatchItem | undefined> {
  try {
    if (await table.create(mine)) return mine;
  } catch (error) {
    // an item of which only the answer got lost is found again by its key; without one nobody ever will
    if (!keyed) await quota.settle(NO_USE);
    throw error;
  }
  return ours(mine, table);
}

/** @returns the item as it was while it was cancelled; nothing when somebody else has taken it up. */
const reopened = async (mine: BatchItem, table: BatchTable): Promise<BatchItem | undefined> =>
  (await table.move(mine.id, ['cancelled'], 'accepting', { quota: mine })) ?? (await ours(mine, table));

/** A write that was tried again, because its answer got lost, finds what it has written itself. */
async function ours({ id, attempt }: BatchItem, table: BatchTable): Promise<BatchItem | undefined> {
  const now = await table.find(id);
  return now?.attempt === attempt ? now : undefined;
}

const estimate = ({ messages, system, maxTokens, model }: BatchPrompt, { settings }: TakeUpDependencies): Use =>
  estimateOf(chainOf(model ?? settings.defaultModel, settings.models), {
    messages,
    ...(system === undefined ? {} : { system }),
    maxTokens: maxTokens ?? settings.maxOutputTokens,
  });

import type { BatchItem, BatchResult, KeptPrompt } from '../../contract/batch';
import type { ModelTargets } from '../../contract/env';
import type { LimitStep } from '../../contract/limits';
import type { LogFields } from '../../contract/log-fields';
import { dayOf, type Limits } from '../limits';
import type { Log } from '../logger';
import { NO_USE, type Use, useOf } from '../use';
import { isDone } from './batch-table';

/** The tenants' limits, and where it is told that one was not heeded. */
export interface QuotaDependencies {
  readonly limits: Limits;
  readonly log: Log;
}

/** A prompt that counts no more by what was put by for it, but by what it has used. */
export interface Ended {
  readonly reserved: KeptPrompt['reserved'];
  readonly used: Use;
}

/**
 * Prompts of a batch have ended, whose ends nobody has recorded before: so each is settled once, however often it is
 * delivered. Who is cut off between the two leaves what was put by, which is on the safe side, until its day is over.
 *
 * @param before The batch as it was when they were recorded. Of a cancelled one nothing is put by any more.
 */
export async function settle(
  before: BatchItem,
  ended: readonly Ended[],
  dependencies: QuotaDependencies,
): Promise<void> {
  const { id, tenant, quotaDay: day, status } = before;
  if (day === undefined || ended.length === 0) return;
  const reserved = status === 'cancelled' ? NO_USE : sumOf(ended.map((one) => one.reserved ?? NO_USE));
  await dependencies.limits.settle(
    { tenant, day },
    reserved,
    sumOf(ended.map(({ used }) => used)),
    told({ batch_id: id, tenant }, dependencies),
  );
}

/** Nothing more of a batch runs: what was put by for its other prompts is given back. @param before As it was before that. */
export async function release(
  before: BatchItem,
  prompts: readonly KeptPrompt[],
  dependencies: QuotaDependencies,
): Promise<void> {
  const left = prompts.filter((_, index) => !isDone(before, index));
  await settle(
    before,
    left.map(({ reserved }) => ({ reserved, used: NO_USE })),
    dependencies,
  );
}

/** An attempt that gave no answer and was paid for, by nobody knows how much: it counts as if it had used all that it might. */
export async function charge(
  { id, tenant, quotaDay }: BatchItem,
  { reserved }: KeptPrompt,
  dependencies: QuotaDependencies,
): Promise<void> {
  if (quotaDay === undefined || reserved === undefined) return;
  // on the day of the attempt: that of the batch may be over
  const key = { tenant, day: dayOf(Date.now()) };
  await dependencies.limits.settle(key, NO_USE, reserved, told({ batch_id: id, tenant }, dependencies));
}

/** @param priceFactor What it cost, against the same call of the worker's. */
export function useOfResult(result: BatchResult, models: ModelTargets, priceFactor = 1): Use | undefined {
  if (result.status === 'failed') return NO_USE;
  const target = Object.hasOwn(models, result.model) ? models[result.model] : undefined;
  if (target === undefined) return undefined;
  const { nanoUsd, tokens } = useOf(target, result.usage);
  return { nanoUsd: Math.round(nanoUsd * priceFactor), tokens };
}

export const told =
  (about: LogFields, { log }: Pick<QuotaDependencies, 'log'>) =>
  (step: LimitStep, error: unknown): void =>
    log('warn', step === 'reserve' ? 'limits not enforced' : 'use not counted', {
      ...about,
      ...(error instanceof Error ? { cause: error.name } : {}),
    });

export const sumOf = (uses: readonly Use[]): Use =>
  uses.reduce((sum, { nanoUsd, tokens }) => ({ nanoUsd: sum.nanoUsd + nanoUsd, tokens: sum.tokens + tokens }), NO_USE);

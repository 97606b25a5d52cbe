import * as z from 'zod';
import { BATCH_INFERENCE_MODELS, BATCH_LIMITS } from '../../handlers/contract/batch';
import { count, nameText } from './fields';
import { knownModel } from './known-model';
import type { RuleProblem } from './rules';
import type { ServiceConfig } from './schema';

/** `POST /v1/batches`: many prompts at once, answered when there is time. */
export const BATCH = z.strictObject({
  /** Batches that a busy day brings: what bucket and monitors are sized for. */
  perDay: count(1, 1_000_000),
  /** The function that answers prompt by prompt. It shares the models' quotas with chat: its concurrency is what chat must spare. */
  worker: z.strictObject({
    memoryMb: count(128, 10_240),
    timeoutSeconds: count(30, 900),
    /** Executions at one time. Lambda takes 2 or more. */
    concurrency: count(2, 1_000),
    /** Prompts that one execution is given at once, and asks a model for side by side. */
    batchSize: count(1, 10),
  }),
  /** Times that a prompt is tried before it goes to the dead letters. */
  attempts: count(2, 20),
  /** Bedrock's own batch inference, at half the price and within a day. Absent: all prompts go to the worker. */
  inference: z
    .strictObject({
      /** Aliases for which it is used. */
      models: z.array(nameText).min(1, 'must name at least one alias, or leave inference out'),
      /** A batch of so many prompts or more, all for one of the models, goes there. */
      fromRecords: count(BATCH_LIMITS.minBedrockRecords, BATCH_LIMITS.maxRequests),
    })
    .optional(),
});

/** A batch that the worker answers is fresh when it is whole within this; what Bedrock's batch inference answers is not counted. */
export const BATCH_FRESHNESS = z.strictObject({
  minutes: count(1, 1_440),
  /** Share of batches that are fresh, 0.95. */
  share: z.number().gt(0.5).lt(1),
});

/** Days that a job may take, and that its callers have left to fetch the results. */
const DAYS_WITH_INFERENCE = 2;

export function batchProblems({
  batch,
  models,
  requirements,
  data,
}: Pick<ServiceConfig, 'batch' | 'models' | 'requirements' | 'data'>): RuleProblem[] {
  const fresh = requirements?.batchFreshness;
  if (batch === undefined) {
    return fresh === undefined
      ? []
      : [{ path: ['requirements', 'batchFreshness'], message: 'must be left out where there is no batch' }];
  }
  return [
    ...inferenceProblems(batch, models),
    ...(batch.inference !== undefined && data.keepDays.batches < DAYS_WITH_INFERENCE
      ? [
          {
            path: ['data', 'keepDays', 'batches'],
            message: `must be at least ${DAYS_WITH_INFERENCE} with batch.inference: a job may take a day, got ${data.keepDays.batches}`,
          },
        ]
      : []),
    ...(fresh === undefined || requirements === undefined
      ? []
      : paceProblems(batch, fresh.minutes, requirements.latency.milliseconds)),
  ];
}

function inferenceProblems({ inference }: z.output<typeof BATCH>, models: ServiceConfig['models']): RuleProblem[] {
  return (inference?.models ?? []).flatMap((alias, index) => {
    const path = ['batch', 'inference', 'models', index];
    const model = models[alias];
    if (model === undefined) {
      return [{ path, message: `must be one of the models (${Object.keys(models).join(', ')}), got "${alias}"` }];
    }
    const known = knownModel(model);
    if ('problem' in known) return [];
    const takesJobs =
      (model.kind === 'system-profile' || model.kind === 'application-profile') &&
      BATCH_INFERENCE_MODELS.includes(known.baseModelId);
    return takesJobs
      ? []
      : [
          {
            path,
            message: `must be a profile of a model that takes batch inference jobs (${BATCH_INFERENCE_MODELS.join(', ')}), got "${alias}" (${known.baseModelId})`,
          },
        ];
  });
}

/** The largest batch must be done in time by workers that have nothing else to do. */
function paceProblems({ worker }: z.output<typeof BATCH>, minutes: number, promptMs: number): RuleProblem[] {
  const atOnce = worker.concurrency * worker.batchSize;
  const needed = Math.ceil((BATCH_LIMITS.maxRequests * promptMs) / atOnce / 60_000);
  return needed <= minutes
    ? []
    : [
        {
          path: ['requirements', 'batchFreshness', 'minutes'],
          message: `must be at least ${needed}: ${BATCH_LIMITS.maxRequests} prompts of ${promptMs} ms (requirements.latency), ${atOnce} at a time (batch.worker.concurrency x batchSize), got ${minutes}`,
        },
      ];
}

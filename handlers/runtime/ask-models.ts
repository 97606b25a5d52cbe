import type { ModelTarget, ModelTargets } from '../contract/env';
import type { Circuits } from './circuits';
import { measuredCall } from './measured-call';
import { type ChainOptions, firstAnswer } from './model-chain';
import type { CallModel, ModelAnswer, ModelCall } from './model-client';
import { factTags, type RequestFacts } from './request-facts';
import { targetOf } from './target-of';
import type { Telemetry } from './telemetry';

export interface Asked extends Pick<ChainOptions, 'remainingMs' | 'begun' | 'onFailure'> {
  /** The model that was asked for. */
  readonly alias: string;
  /** What every model of the chain is asked. */
  readonly call: Omit<ModelCall, 'target' | 'timeoutMs' | 'streamTimeoutMs'>;
}

export interface ModelDependencies {
  readonly models: ModelTargets;
  readonly circuits: Circuits;
  readonly callModel: CallModel;
  readonly telemetry: Telemetry;
}

/**
 * The answer of a model or of its fallbacks, with a span and metrics for each call, and one more for who stood in and whose
 * circuit has opened.
 *
 * @throws ServiceError `unknown-model`, or what `firstAnswer` throws.
 */
export async function askModels(
  { alias: asked, call, onFailure, ...chain }: Asked,
  facts: RequestFacts,
  { models, circuits, callModel, telemetry }: ModelDependencies,
): Promise<{ readonly alias: string; readonly target: ModelTarget; readonly answer: ModelAnswer }> {
  const tags = factTags(facts);
  const { alias, answer } = await firstAnswer({
    ...chain,
    aliases: [asked, ...(targetOf(asked, models).fallbacks ?? [])],
    circuits,
    timeoutMs: (one) => targetOf(one, models).timeoutMs,
    onFailure: (one, error, about) => {
      const { baseModelId } = targetOf(one, models);
      if (about.opened) telemetry.count('circuitsOpened', 1, { model_alias: one, model: baseModelId, ...tags });
      onFailure(one, error, about);
    },
    ask: (one, time) =>
      measuredCall(one, { ...call, ...time, target: targetOf(one, models) }, facts, { callModel, telemetry }),
  });
  if (alias !== asked) telemetry.count('modelFallbacks', 1, { from: asked, to: alias, ...tags });
  return { alias, target: targetOf(alias, models), answer };
}

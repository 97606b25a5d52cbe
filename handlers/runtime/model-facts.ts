import type { ModelTarget } from '../contract/env';
import { type BaseModelId, MODELS, type ModelFacts } from '../contract/models';

/** What is known of a model: what config says of one of our own, or the contract of one of Bedrock's. Nothing of any other. */
export const factsOf = ({ baseModelId, facts }: Pick<ModelTarget, 'baseModelId' | 'facts'>): ModelFacts | undefined =>
  facts ?? (Object.hasOwn(MODELS, baseModelId) ? MODELS[baseModelId as BaseModelId] : undefined);

/** Longest answer that it may give, in tokens; infinity where nobody has said. */
export const ceilingOf = (target: ModelTarget): number =>
  Math.min(
    target.maxOutputTokens ?? Number.POSITIVE_INFINITY,
    factsOf(target)?.maxOutputTokens ?? Number.POSITIVE_INFINITY,
  );

/** Whether it takes `temperature` and `topP`. What nobody knows of may. */
export const takesSampling = (target: ModelTarget): boolean => factsOf(target)?.acceptsTemperature !== false;

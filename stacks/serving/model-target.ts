import type { ModelTarget } from '../../handlers/contract/env';
import { validModel } from '../config/known-model';
import type { ModelConfig } from '../config/models';

/** What the handlers are told of a model. */
export function targetOf(model: ModelConfig, modelId: string): ModelTarget {
  const { baseModelId, facts, profile } = validModel(model);
  const { fallbacks, timeoutSeconds, maxOutputTokens } = model;
  return {
    ...(model.kind === 'sagemaker' ? { api: 'sagemaker' } : {}),
    modelId,
    baseModelId,
    geographic: profile?.scope === 'geographic',
    // the price table of the contract has the others
    ...(profile === undefined ? { facts } : {}),
    ...(fallbacks === undefined ? {} : { fallbacks }),
    ...(timeoutSeconds === undefined ? {} : { timeoutMs: timeoutSeconds * 1_000 }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...('promptCaching' in model && model.promptCaching ? { promptCaching: true } : {}),
  };
}

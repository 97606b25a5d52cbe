import { MODELS, type ModelFacts } from '../../handlers/contract/models';
import { type InferenceProfile, inferenceProfile } from './inference-profiles';
import type { ModelConfig } from './models';

/** What is known of the model behind an alias. */
export interface KnownModel {
  /** `model` tag of metrics, and the model of spans. */
  readonly baseModelId: string;
  readonly facts: ModelFacts;
  /** Where calls may go; absent for what runs in one region. */
  readonly profile?: InferenceProfile;
  /** What is called, as AWS names it: the same text is the same thing. */
  readonly target: string;
}

const PROVIDER = { provisioned: 'amazon-bedrock', sagemaker: 'amazon-sagemaker' } as const;

/** The model behind an entry of the config, or which of its fields is wrong. */
export function knownModel(model: ModelConfig): KnownModel | { readonly field: string; readonly problem: string } {
  switch (model.kind) {
    case 'system-profile':
      return ofProfile('profile', model.profile, model.profile);
    case 'application-profile':
      return ofProfile('copyOf', model.copyOf, model.arn);
    case 'provisioned':
    case 'sagemaker': {
      const { name, maxOutputTokens, acceptsTemperature, price } = model.model;
      return {
        baseModelId: name,
        target: model.kind === 'sagemaker' ? model.endpoint : model.arn,
        facts: {
          provider: PROVIDER[model.kind],
          maxOutputTokens,
          acceptsTemperature,
          // neither keeps prompts for later
          price: { ...price, cacheRead: price.input, cacheWrite: price.input },
        },
      };
    }
    default:
      return model satisfies never;
  }
}

function ofProfile(field: string, id: string, target: string): ReturnType<typeof knownModel> {
  const profile = inferenceProfile(id);
  if ('problem' in profile) return { field, problem: `"${id}" ${profile.problem}` };
  return { baseModelId: profile.baseModelId, facts: MODELS[profile.baseModelId], profile, target };
}

/** Same, for a config that has been validated. Throws when it has not. */
export function validModel(model: ModelConfig): KnownModel {
  const known = knownModel(model);
  if ('problem' in known) throw new Error(known.problem);
  return known;
}

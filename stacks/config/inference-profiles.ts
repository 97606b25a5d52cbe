import { type BaseModelId, MODELS } from '../../handlers/contract/models';

/**
 * Bedrock system inference profiles: `<prefix>.<base model id>`. Claude models of the current generation refuse on-demand
 * calls by their bare id, so every call goes through a profile.
 *
 * A geographic profile may route to any of its destination regions, and the caller's policy must name the model in each:
 * https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html. The lists are those of the model
 * cards for the models in `MODELS`; `aws bedrock get-inference-profile` shows an account's own.
 */
const GEOGRAPHIES = {
  us: ['us-east-1', 'us-east-2', 'us-west-2'],
  eu: ['eu-central-1', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1', 'eu-west-3'],
  jp: ['ap-northeast-1', 'ap-northeast-3'],
  au: ['ap-southeast-2', 'ap-southeast-4'],
} as const;

export type InferenceProfile = {
  /** `global.anthropic.claude-haiku-5-5` */
  readonly id: string;
  readonly baseModelId: BaseModelId;
} & (
  | { readonly scope: 'global' }
  | { readonly scope: 'geographic' /** Regions that may serve a call. */; readonly regions: readonly string[] }
);

/** What an id of the config stands for, or what is wrong with it. */
export function inferenceProfile(id: string): InferenceProfile | { readonly problem: string } {
  const dot = id.indexOf('.');
  const prefix = id.slice(0, dot);
  const base = id.slice(dot + 1);
  if (!isBaseModel(base)) {
    const known = Object.keys(MODELS).map((model) => `global.${model}`);
    const bare = isBaseModel(id) ? ' (a bare model id cannot be called on demand: put a prefix before it)' : '';
    return { problem: `is no known inference profile${bare}; known models: ${known.join(', ')}` };
  }
  if (prefix === 'global') return { id, baseModelId: base, scope: 'global' };
  if (!isGeography(prefix)) {
    return { problem: `has the unknown prefix "${prefix}"; known: global, ${Object.keys(GEOGRAPHIES).join(', ')}` };
  }
  return { id, baseModelId: base, scope: 'geographic', regions: GEOGRAPHIES[prefix] };
}

/** Same, for a config that has been validated. Throws when it has not. */
export function validInferenceProfile(id: string): InferenceProfile {
  const profile = inferenceProfile(id);
  if ('problem' in profile) throw new Error(`${id} ${profile.problem}`);
  return profile;
}

const isBaseModel = (id: string): id is BaseModelId => Object.hasOwn(MODELS, id);
const isGeography = (prefix: string): prefix is keyof typeof GEOGRAPHIES => Object.hasOwn(GEOGRAPHIES, prefix);

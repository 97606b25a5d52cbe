import { ROUTES } from '../../handlers/contract/routes';
import type { RoleGrant } from '../aws/service-role';
import type { InferenceProfile } from '../config/inference-profiles';
import type { KnownModel } from '../config/known-model';
import type { ModelConfig } from '../config/models';
import type { ServiceConfig } from '../config/schema';

export interface ModelGrantsInput {
  readonly alias: string;
  readonly model: ModelConfig;
  readonly known: KnownModel;
  /** What goes into the call. */
  readonly modelId: string;
  /** Where the call is made. */
  readonly aws: ServiceConfig['aws'];
}

const STREAMS = ROUTES.some(({ transfer }) => transfer === 'stream');

/** Converse and ConverseStream need the actions of InvokeModel; there is no `bedrock:Converse`. */
const INVOKE = ['bedrock:InvokeModel', ...(STREAMS ? ['bedrock:InvokeModelWithResponseStream'] : [])];
const INVOKE_ENDPOINT = [
  'sagemaker:InvokeEndpoint',
  ...(STREAMS ? ['sagemaker:InvokeEndpointWithResponseStream'] : []),
];

/** What a caller needs for one model. */
export function modelGrants({ alias, model, known, modelId, aws }: ModelGrantsInput): RoleGrant[] {
  const name = alias.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
  const call: RoleGrant = {
    sid: `Call${name}`,
    actions: INVOKE,
    resources: [modelId],
    why: `prompts go to the model "${alias}"`,
  };
  switch (model.kind) {
    case 'system-profile':
    case 'application-profile':
      return [
        call,
        ...(known.profile === undefined ? [] : routes({ name, alias, modelId, source: known.profile, aws })),
      ];
    case 'provisioned':
      return [call];
    case 'sagemaker':
      return [
        {
          ...call,
          actions: INVOKE_ENDPOINT,
          resources: [`arn:aws:sagemaker:${aws.region}:${aws.accountId}:endpoint/${model.endpoint}`],
        },
      ];
    default:
      return model satisfies never;
  }
}

interface RoutesInput extends Pick<ModelGrantsInput, 'alias' | 'aws'> {
  readonly name: string;
  /** ARN of the application inference profile. */
  readonly modelId: string;
  readonly source: InferenceProfile;
}

/**
 * The foundation model underneath an application profile, wherever the profile may route, but only by way of it.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
 */
function routes({ name, alias, modelId, source, aws: { region } }: RoutesInput): RoleGrant[] {
  const throughProfile = { 'bedrock:InferenceProfileArn': modelId };
  const model = (modelRegion: string) => `arn:aws:bedrock:${modelRegion}::foundation-model/${source.baseModelId}`;
  if (source.scope === 'geographic') {
    return [
      {
        sid: `Route${name}`,
        actions: INVOKE,
        resources: [...new Set([region, ...source.regions])].sort().map(model),
        conditions: { StringEquals: throughProfile },
        why: `${source.id} may route "${alias}" to any of these regions`,
      },
    ];
  }
  // https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html: here, and in no region by name
  return [
    {
      sid: `Route${name}`,
      actions: INVOKE,
      resources: [model(region)],
      conditions: { StringEquals: { ...throughProfile, 'aws:RequestedRegion': region } },
      why: `${source.id} may serve "${alias}" from here`,
    },
    {
      sid: `RouteGlobally${name}`,
      actions: INVOKE,
      resources: [model('')],
      conditions: { StringEquals: { ...throughProfile, 'aws:RequestedRegion': 'unspecified' } },
      why: `${source.id} may route "${alias}" to any commercial region, which Bedrock asks for without a region`,
    },
  ];
}

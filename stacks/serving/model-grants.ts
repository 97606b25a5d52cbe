import { ROUTES } from '../../handlers/contract/routes';
import type { RoleGrant } from '../aws/service-role';
import type { InferenceProfile } from '../config/inference-profiles';

export interface ModelGrantsInput {
  readonly alias: string;
  /** ARN of the application inference profile. */
  readonly profileArn: string;
  readonly source: InferenceProfile;
  /** Where the call is made. */
  readonly region: string;
}

/** Converse and ConverseStream need the actions of InvokeModel; there is no `bedrock:Converse`. */
const INVOKE = [
  'bedrock:InvokeModel',
  ...(ROUTES.some(({ transfer }) => transfer === 'stream') ? ['bedrock:InvokeModelWithResponseStream'] : []),
];

/**
 * What a caller needs for one model: the application profile, and the foundation model underneath, wherever the profile
 * may route, but only by way of this profile.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
 */
export function modelGrants({ alias, profileArn, source, region }: ModelGrantsInput): RoleGrant[] {
  const name = alias.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
  const throughProfile = { 'bedrock:InferenceProfileArn': profileArn };
  const model = (modelRegion: string) => `arn:aws:bedrock:${modelRegion}::foundation-model/${source.baseModelId}`;
  const profile: RoleGrant = {
    sid: `Call${name}`,
    actions: INVOKE,
    resources: [profileArn],
    why: `POST /v1/chat calls the model "${alias}"`,
  };
  if (source.scope === 'geographic') {
    return [
      profile,
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
    profile,
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

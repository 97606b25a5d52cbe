import { createHash } from 'node:crypto';
import { BedrockGuardrail } from '@cdktf/provider-aws/lib/bedrock-guardrail';
import { BedrockGuardrailVersion } from '@cdktf/provider-aws/lib/bedrock-guardrail-version';
import { BedrockInferenceProfile } from '@cdktf/provider-aws/lib/bedrock-inference-profile';
import { Construct } from 'constructs';
import type { ModelTargets } from '../../handlers/contract/env';
import { addressOf } from '../aws/address';
import type { AwsEndpoint } from '../aws/network-endpoints';
import type { RoleGrant } from '../aws/service-role';
import { validInferenceProfile } from '../config/inference-profiles';
import type { ServiceConfig } from '../config/schema';
import { jsonText } from '../json-text';
import { nameOf } from '../names';
import type { GuardrailPart, ModelPart } from '../parts';
import { guardrailDefinition } from './guardrail-definition';
import { modelGrants } from './model-grants';

export interface ModelAccessProps {
  readonly config: ServiceConfig;
  /** Encrypts the guardrail's definition. */
  readonly guardrailKeyArn: string;
}

/** The models that the service may call, each through an application inference profile that carries the cost tags, and the guardrail. */
export class ModelAccess extends Construct {
  readonly models: readonly ModelPart[];
  readonly guardrail: GuardrailPart;
  /** What the caller is told: JSON of `ModelTargets`. */
  readonly targetsJson: string;
  readonly guardrailId: string;
  readonly guardrailVersion: string;
  /** What a caller needs of the network. */
  readonly endpoint: AwsEndpoint;
  /** What a caller may do. */
  readonly grants: readonly RoleGrant[];

  constructor(scope: Construct, id: string, { config, guardrailKeyArn }: ModelAccessProps) {
    super(scope, id);

    const made = Object.entries(config.models).map(([alias, { profile: profileId }]) => {
      const source = validInferenceProfile(profileId);
      const name = nameOf(config, alias);
      const profile = new BedrockInferenceProfile(this, alias, {
        name,
        // letters, digits, colons and dots only, says Bedrock
        description: `${alias} of ${config.service} in ${config.env}`,
        modelSource: [
          { copyFrom: `arn:aws:bedrock:${config.aws.region}:${config.aws.accountId}:inference-profile/${source.id}` },
        ],
      });
      const part: ModelPart = {
        kind: 'model',
        id: `model-${alias}`,
        name,
        addresses: [addressOf(profile)],
        scope: [`model_alias:${alias}`],
        alias,
        baseModelId: source.baseModelId,
        profile: source.id,
        timeoutMs: config.chat.timeoutSeconds * 1_000,
      };
      return { alias, arn: profile.arn, source, part };
    });

    const guardrailName = nameOf(config, 'guardrail', 50);
    const definition = guardrailDefinition(config.guardrail);
    const guardrail = new BedrockGuardrail(this, 'guardrail', {
      name: guardrailName,
      description: `What prompts to, and answers of, ${config.service} may contain`,
      kmsKeyArn: guardrailKeyArn,
      ...definition,
    });
    const version = new BedrockGuardrailVersion(this, 'guardrail-version', {
      guardrailArn: guardrail.guardrailArn,
      // a version is a copy: a new definition needs a new one, and the old one stays for the functions that still use it
      description: `definition ${createHash('sha256').update(JSON.stringify(definition)).digest('hex').slice(0, 12)}`,
      skipDestroy: true,
      lifecycle: { createBeforeDestroy: true },
    });

    this.models = made.map(({ part }) => part);
    this.guardrail = {
      kind: 'guardrail',
      id: 'guardrail',
      name: guardrailName,
      addresses: [addressOf(guardrail)],
      scope: [`service:${config.service}`],
    };
    const targets: ModelTargets = Object.fromEntries(
      made.map(({ alias, arn, source }) => [
        alias,
        { modelId: arn, baseModelId: source.baseModelId, geographic: source.scope === 'geographic' },
      ]),
    );
    this.targetsJson = jsonText(this, targets);
    this.guardrailId = guardrail.guardrailId;
    this.guardrailVersion = version.version;
    this.grants = [
      ...made.flatMap(({ alias, arn, source }) =>
        modelGrants({ alias, profileArn: arn, source, region: config.aws.region }),
      ),
      {
        sid: 'ApplyGuardrail',
        actions: ['bedrock:ApplyGuardrail'],
        resources: [guardrail.guardrailArn],
        why: 'every call to a model names the guardrail',
      },
      {
        sid: 'DecryptGuardrail',
        actions: ['kms:Decrypt'],
        resources: [guardrailKeyArn],
        why: 'Bedrock reads the guardrail with the key as the caller',
      },
    ];
    const calls = this.grants.filter(({ actions }) => actions.every((action) => action.startsWith('bedrock:')));
    this.endpoint = {
      service: 'bedrock-runtime',
      actions: [...new Set(calls.flatMap(({ actions }) => actions))],
      resources: [...new Set(calls.flatMap(({ resources }) => resources))],
      carries: 'model',
      scope: this.models.flatMap(({ scope: tags }) => tags),
    };
  }
}

import { createHash } from 'node:crypto';
import { BedrockGuardrail } from '@cdktf/provider-aws/lib/bedrock-guardrail';
import { BedrockGuardrailVersion } from '@cdktf/provider-aws/lib/bedrock-guardrail-version';
import { Construct } from 'constructs';
import type { ModelTargets } from '../../handlers/contract/env';
import { addressOf } from '../aws/address';
import type { AwsEndpoint } from '../aws/network-endpoints';
import type { RoleGrant } from '../aws/service-role';
import { validModel } from '../config/known-model';
import { turnsOf } from '../config/model-turns';
import type { ServiceConfig } from '../config/schema';
import { jsonText } from '../json-text';
import { nameOf } from '../names';
import type { GuardrailPart, ModelPart } from '../parts';
import { callable } from './callable-model';
import { guardrailDefinition } from './guardrail-definition';
import { modelGrants } from './model-grants';
import { targetOf } from './model-target';

export interface ModelAccessProps {
  readonly config: ServiceConfig;
  /** Encrypts the guardrail's definition. */
  readonly guardrailKeyArn: string;
}

/** The models that the service may call, and the guardrail. */
export class ModelAccess extends Construct {
  readonly models: readonly ModelPart[];
  readonly guardrail: GuardrailPart;
  /** What the caller is told: JSON of `ModelTargets`. */
  readonly targetsJson: string;
  readonly guardrailId: string;
  readonly guardrailVersion: string;
  /** What a caller needs of the network. */
  readonly endpoints: readonly AwsEndpoint[];
  /** What a caller may do. */
  readonly grants: readonly RoleGrant[];
  /** What a caller of some models may do that takes whole answers only. */
  readonly grantsFor: (aliases: readonly string[]) => readonly RoleGrant[];

  constructor(scope: Construct, id: string, { config, guardrailKeyArn }: ModelAccessProps) {
    super(scope, id);

    const made = Object.entries(config.models).map(([alias, model]) => {
      const { name, modelId, addresses } = callable(this, alias, { model, config });
      const known = validModel(model);
      const part: ModelPart = {
        kind: 'model',
        id: `model-${alias}`,
        name,
        addresses,
        ...(addresses.length === 0 ? { elsewhere: true } : {}),
        scope: [`model_alias:${alias}`],
        alias,
        baseModelId: known.baseModelId,
        runsOn: model.kind === 'sagemaker' ? 'SageMaker' : 'Bedrock',
        fallbacks: model.fallbacks ?? [],
        timeoutMs: config.chat.timeoutSeconds * 1_000,
        turnMs: turnsOf(alias, config)[0].has,
      };
      const target = targetOf(model, modelId);
      return { alias, part, target, grants: modelGrants({ alias, model, known, modelId, aws: config.aws }) };
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
    const targets: ModelTargets = Object.fromEntries(made.map(({ alias, target }) => [alias, target]));
    this.targetsJson = jsonText(this, targets);
    this.guardrailId = guardrail.guardrailId;
    this.guardrailVersion = version.version;
    const guarded: RoleGrant[] = [
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
    this.grants = [...made.flatMap(({ grants }) => grants), ...guarded];
    this.grantsFor = (aliases) => [
      ...made.filter(({ alias }) => aliases.includes(alias)).flatMap(({ grants }) => grants.map(withoutStreams)),
      ...guarded,
    ];
    this.endpoints = [
      // every call names the guardrail, which is Bedrock's
      endpointFor('bedrock-runtime', 'bedrock:', this.grants, this.models),
      ...(this.models.some(({ runsOn }) => runsOn === 'SageMaker')
        ? [
            endpointFor(
              'sagemaker.runtime',
              'sagemaker:',
              this.grants,
              this.models.filter(({ runsOn }) => runsOn === 'SageMaker'),
            ),
          ]
        : []),
    ];
  }
}

const withoutStreams = (grant: RoleGrant): RoleGrant => ({
  ...grant,
  actions: grant.actions.filter((action) => !action.endsWith('ResponseStream')),
});

/** An endpoint that lets through what the grants allow of one service, for the models that need it. */
function endpointFor(
  service: string,
  prefix: string,
  grants: readonly RoleGrant[],
  models: readonly ModelPart[],
): AwsEndpoint {
  const calls = grants.filter(({ actions }) => actions.every((action) => action.startsWith(prefix)));
  return {
    service,
    actions: [...new Set(calls.flatMap(({ actions }) => actions))],
    resources: [...new Set(calls.flatMap(({ resources }) => resources))],
    carries: 'model',
    scope: models.flatMap(({ scope }) => scope),
  };
}

import { BedrockInferenceProfile } from '@cdktf/provider-aws/lib/bedrock-inference-profile';
import type { Construct } from 'constructs';
import { addressOf } from '../aws/address';
import type { ModelConfig } from '../config/models';
import type { ServiceConfig } from '../config/schema';
import { nameOf } from '../names';

/** Something that can be called. */
export interface CallableModel {
  readonly name: string;
  /** What goes into the call. */
  readonly modelId: string;
  /** Terraform addresses of what is made for it; none where it exists elsewhere. */
  readonly addresses: readonly string[];
}

/** What an alias stands for, made where it does not exist yet. */
export function callable(
  scope: Construct,
  alias: string,
  { model, config }: { readonly model: ModelConfig; readonly config: ServiceConfig },
): CallableModel {
  switch (model.kind) {
    case 'system-profile': {
      const name = nameOf(config, alias);
      const profile = new BedrockInferenceProfile(scope, alias, {
        name,
        // letters, digits, colons and dots only, says Bedrock
        description: `${alias} of ${config.service} in ${config.env}`,
        modelSource: [
          {
            copyFrom: `arn:aws:bedrock:${config.aws.region}:${config.aws.accountId}:inference-profile/${model.profile}`,
          },
        ],
      });
      return { name, modelId: profile.arn, addresses: [addressOf(profile)] };
    }
    case 'application-profile':
    case 'provisioned':
      return { name: model.arn, modelId: model.arn, addresses: [] };
    case 'sagemaker':
      return { name: model.endpoint, modelId: model.endpoint, addresses: [] };
    default:
      return model satisfies never;
  }
}

import { Construct } from 'constructs';
import { BATCH_KEYS } from '../../handlers/contract/batch';
import type { ServiceConfig } from '../config/schema';
import { nameOf } from '../names';
import type { Grant } from '../parts';
import type { Bucket } from './bucket';
import { type RoleGrant, ServiceRole } from './service-role';

export interface BatchInferenceRoleProps {
  readonly config: ServiceConfig;
  readonly bucket: Bucket;
  /** What a caller of the models may do. */
  readonly modelGrants: readonly RoleGrant[];
}

/**
 * What Bedrock becomes while it works on a batch inference job: it reads prompts, calls the model, and writes answers.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/batch-iam-sr.html
 */
export class BatchInferenceRole extends Construct {
  readonly arn: string;
  readonly grants: readonly Grant[];

  constructor(scope: Construct, id: string, { config, bucket, modelGrants }: BatchInferenceRoleProps) {
    super(scope, id);

    const { region, accountId } = config.aws;
    const role = new ServiceRole(this, 'role', {
      name: nameOf(config, 'batch-inference'),
      description: 'What Bedrock may do while it works on a batch inference job',
      principal: { Service: 'bedrock.amazonaws.com' },
      trustConditions: {
        StringEquals: { 'aws:SourceAccount': accountId },
        ArnLike: { 'aws:SourceArn': `arn:aws:bedrock:${region}:${accountId}:model-invocation-job/*` },
      },
      grants: [
        ...bucket.objectGrants({
          sid: 'ReadPrompts',
          actions: ['s3:GetObject'],
          prefix: BATCH_KEYS.prefix,
          rest: '*/bedrock/input.jsonl',
          why: 'a job reads its prompts',
        }),
        ...bucket.objectGrants({
          sid: 'WriteAnswers',
          actions: ['s3:PutObject'],
          prefix: BATCH_KEYS.prefix,
          rest: '*/bedrock/output/*',
          why: 'a job writes its answers',
        }),
        bucket.listGrant('Bedrock looks for the prompts before it takes the job'),
        ...modelGrants,
      ],
    });
    this.arn = role.arn;
    this.grants = role.grants;
  }
}

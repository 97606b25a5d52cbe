import type { Check, Facts, Problem } from './check';
import { type Resource, recordOf, referencesIn, textAt, valuesAt, wordsOf } from './plan';

/** Type -> argument that names the key. What is encrypted with a key that AWS owns cannot be taken away from anybody. */
const KEY_ARGUMENTS: Readonly<Record<string, string>> = {
  aws_backup_vault: 'kms_key_arn',
  aws_bedrock_guardrail: 'kms_key_arn',
  aws_cloudwatch_log_group: 'kms_key_id',
  aws_dynamodb_table: 'server_side_encryption.kms_key_arn',
  aws_ecr_repository: 'encryption_configuration.kms_key',
  aws_efs_file_system: 'kms_key_id',
  aws_kinesis_firehose_delivery_stream: 'server_side_encryption.key_arn',
  aws_kinesis_stream: 'kms_key_id',
  aws_lambda_function: 'kms_key_arn',
  aws_s3_bucket_server_side_encryption_configuration: 'rule.apply_server_side_encryption_by_default.kms_master_key_id',
  aws_sagemaker_endpoint_configuration: 'kms_key_arn',
  aws_secretsmanager_secret: 'kms_key_id',
  aws_sns_topic: 'kms_master_key_id',
  aws_sqs_queue: 'kms_master_key_id',
};

/** Whatever holds data holds it under a customer key. */
export const everythingIsEncrypted: Check = ({ plan }) => [
  ...plan.resources.flatMap((resource) => {
    const argument = KEY_ARGUMENTS[resource.type];
    if (argument === undefined || !holdsData(resource)) return [];
    const key = textAt(resource.args, argument);
    return isCustomerKey(key, plan)
      ? []
      : [
          {
            resource: resource.address,
            problem: `it is not encrypted with a customer key: ${argument} is ${key === undefined ? 'missing' : `"${key}"`}`,
            fix: `set ${argument} to the ARN of a key from stacks/aws/keys.ts`,
          },
        ];
  }),
  ...bareBuckets(plan),
  ...bareCaches(plan),
];

/** Keys change by themselves, once a year. */
export const everyKeyRotates: Check = ({ plan }) =>
  plan
    .ofType('aws_kms_key')
    .filter(
      ({ args }) =>
        args['enable_key_rotation'] !== true && !wordsOf(args['key_usage'] ?? 'ENCRYPT_DECRYPT').startsWith('SIGN'),
    )
    .map(({ address }) => ({
      resource: address,
      problem: 'the key does not rotate',
      fix: 'set enableKeyRotation: true',
    }));

/** A function without variables has nothing of ours to encrypt. */
const holdsData = ({ type, args }: Resource): boolean =>
  type !== 'aws_lambda_function' || Object.keys(recordOf(valuesAt(args, 'environment.variables')[0])).length > 0;

const isCustomerKey = (key: string | undefined, plan: Facts['plan']): boolean =>
  key !== undefined &&
  (referencesIn(key).some(({ address }) => plan.at(address)?.type === 'aws_kms_key') ||
    /^arn:aws[a-z-]*:kms:[^:]+:\d{12}:key\//.test(key));

const bareBuckets = (plan: Facts['plan']): Problem[] =>
  plan
    .ofType('aws_s3_bucket')
    .filter(
      ({ address }) =>
        !plan
          .ofType('aws_s3_bucket_server_side_encryption_configuration')
          .some(({ args }) => referencesIn(args['bucket']).some((to) => to.address === address)),
    )
    .map(({ address }) => ({
      resource: address,
      problem: 'no aws_s3_bucket_server_side_encryption_configuration names it, so it is encrypted with a key of S3',
      fix: 'add one with a customer key',
    }));

const bareCaches = (plan: Facts['plan']): Problem[] =>
  plan
    .ofType('aws_api_gateway_method_settings')
    .filter(
      ({ args }) =>
        valuesAt(args, 'settings.caching_enabled')[0] === true &&
        valuesAt(args, 'settings.cache_data_encrypted')[0] !== true,
    )
    .map(({ address }) => ({
      resource: address,
      problem: 'the gateway caches answers in clear',
      fix: 'set cacheDataEncrypted: true, or no cache',
    }));

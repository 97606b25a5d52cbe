import { Construct } from 'constructs';
import type { ServiceConfig } from '../config/schema';
import { nameOf } from '../names';
import { CustomerKey, type KeyUse } from './customer-key';

/** The customer keys of an environment, one for each class of data. */
export class Keys extends Construct {
  /** Secrets, environment variables, alerts, queues. */
  readonly dataArn: string;
  readonly logsArn: string;
  readonly guardrailArn: string;
  /** What callers say and models answer, wherever it is kept for a while, and what is counted of it. */
  readonly contentArn: string;

  constructor(scope: Construct, id: string, { config }: { readonly config: ServiceConfig }) {
    super(scope, id);

    const { accountId } = config.aws;
    const key = (keyId: string, description: string, uses: readonly KeyUse[]) =>
      new CustomerKey(this, keyId, {
        name: nameOf(config, keyId, 250),
        description,
        accountId,
        uses,
        protectFromDestroy: config.protectFromDestroy,
      }).arn;

    this.dataArn = key('data', 'Secrets, environment variables, alerts and queues', dataUses(config));
    this.logsArn = key('logs', 'CloudWatch log groups', logsUses(config));
    this.guardrailArn = key('guardrail', 'Definition of the Bedrock guardrail', guardrailUses(config));
    this.contentArn = key('content', 'Prompts and answers that are kept for a while', contentUses(config));
  }
}

type Where = Pick<ServiceConfig, 'aws' | 'budget'>;

const account = ({ aws }: Where) => ({ AWS: `arn:aws:iam::${aws.accountId}:root` });

const dataUses = (config: Where): KeyUse[] => [
  {
    sid: 'SecretsManager',
    principal: account(config),
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    condition: { StringEquals: { 'kms:ViaService': `secretsmanager.${config.aws.region}.amazonaws.com` } },
  },
  {
    // whoever deploys a function hands Lambda the use of the key: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
    sid: 'LambdaEnvironment',
    principal: account(config),
    actions: ['kms:CreateGrant', 'kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
    condition: { StringEquals: { 'kms:ViaService': `lambda.${config.aws.region}.amazonaws.com` } },
  },
  {
    // and Lambda decrypts them as the function's role, whose policy names this key
    sid: 'LambdaRuntime',
    principal: account(config),
    actions: ['kms:Decrypt'],
    condition: {
      StringLike: {
        'kms:EncryptionContext:aws:lambda:FunctionArn': `arn:aws:lambda:${config.aws.region}:${config.aws.accountId}:function:*`,
      },
    },
  },
  {
    // roles of the account, through SQS alone: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
    sid: 'Queues',
    principal: account(config),
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    condition: { StringEquals: { 'kms:ViaService': `sqs.${config.aws.region}.amazonaws.com` } },
  },
  {
    // events that no function took: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
    sid: 'EventsToDeadLetters',
    principal: { Service: 'events.amazonaws.com' },
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    condition: {
      StringEquals: { 'aws:SourceAccount': config.aws.accountId },
      ArnLike: { 'aws:SourceArn': `arn:aws:events:${config.aws.region}:${config.aws.accountId}:rule/*` },
    },
  },
  {
    // https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
    sid: 'BudgetAlerts',
    principal: { Service: 'budgets.amazonaws.com' },
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    condition: { StringEquals: { 'aws:SourceAccount': config.aws.accountId } },
  },
  ...(config.budget.guard === undefined ? [] : guardUses(config.aws, config.budget.guard.datadogRole)),
];

/** https://docs.aws.amazon.com/sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html */
const guardUses = ({ accountId, region }: Where['aws'], datadogRole: string): KeyUse[] => [
  {
    sid: 'DatadogAlerts',
    principal: { AWS: `arn:aws:iam::${accountId}:root` },
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    condition: {
      StringEquals: { 'kms:ViaService': `sns.${region}.amazonaws.com` },
      ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${accountId}:role/${datadogRole}` },
    },
  },
  {
    // alerts that no function took
    sid: 'AlertsToDeadLetters',
    principal: { Service: 'sns.amazonaws.com' },
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    condition: { StringEquals: { 'aws:SourceAccount': accountId } },
  },
];

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
export const logsUses = ({ aws }: Pick<ServiceConfig, 'aws'>): KeyUse[] => [
  {
    sid: 'CloudWatchLogs',
    principal: { Service: `logs.${aws.region}.amazonaws.com` },
    actions: [
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ],
    condition: {
      ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${aws.region}:${aws.accountId}:log-group:*` },
    },
  },
];

/** https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions.html */
const guardrailUses = (config: Where): KeyUse[] => [
  {
    sid: 'GuardrailOwnersAndCallers',
    principal: account(config),
    actions: ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'],
  },
];

const contentUses = (config: Where): KeyUse[] => [
  {
    // of a table, whoever deploys it hands DynamoDB the use of the key, and whoever reads it decrypts with it:
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    sid: 'DynamoDb',
    principal: account(config),
    actions: [
      'kms:CreateGrant',
      'kms:Decrypt',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ],
    condition: { StringEquals: { 'kms:ViaService': `dynamodb.${config.aws.region}.amazonaws.com` } },
  },
  {
    // roles of the account, through S3 alone: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
    sid: 'S3',
    principal: account(config),
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    condition: { StringEquals: { 'kms:ViaService': `s3.${config.aws.region}.amazonaws.com` } },
  },
];

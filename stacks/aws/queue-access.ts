import type { ServiceConfig } from '../config/schema';
import type { AwsEndpoint } from './network-endpoints';
import type { RoleGrant } from './service-role';

/** A queue, as far as rights on it are concerned. */
export interface QueueRef {
  readonly arn: string;
  readonly kmsKeyArn: string;
  readonly region: string;
}

export const queueArn = ({ aws }: Pick<ServiceConfig, 'aws'>, name: string): string =>
  `arn:aws:sqs:${aws.region}:${aws.accountId}:${name}`;

/** A service that puts messages into a queue by itself, and on whose behalf: `events.amazonaws.com`, for one rule. */
export interface QueueSender {
  readonly service: string;
  readonly sourceArn: string;
}

/** Who may do what with a queue beside the roles of this account, whose own policies say so: nobody without TLS. */
export const queuePolicy = (arn: string, accountId: string, senders: readonly QueueSender[]) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'OnlyOverTls',
      Effect: 'Deny',
      Principal: '*',
      Action: 'sqs:*',
      Resource: arn,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
    ...senders.map(({ service, sourceArn }, index) => ({
      Sid: `Sender${index + 1}`,
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'sqs:SendMessage',
      Resource: arn,
      Condition: { StringEquals: { 'aws:SourceAccount': accountId }, ArnEquals: { 'aws:SourceArn': sourceArn } },
    })),
  ],
});

/** @param sid First part of the statement ids: letters and digits. */
export interface QueueGrant {
  readonly sid: string;
  readonly why: string;
}

/** What a role needs to put messages into a queue. */
export const sendGrants = ({ arn, kmsKeyArn, region }: QueueRef, { sid, why }: QueueGrant): RoleGrant[] => [
  { sid, actions: ['sqs:SendMessage'], resources: [arn], why },
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
  keyGrant(sid, why, ['kms:Decrypt', 'kms:GenerateDataKey'], kmsKeyArn, region),
];

/**
 * What the role of a function needs to be given the messages of a queue.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions
 */
export const receiveGrants = ({ arn, kmsKeyArn, region }: QueueRef, { sid, why }: QueueGrant): RoleGrant[] => [
  { sid, actions: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'], resources: [arn], why },
  keyGrant(sid, why, ['kms:Decrypt'], kmsKeyArn, region),
];

const keyGrant = (sid: string, why: string, actions: readonly string[], key: string, region: string): RoleGrant => ({
  sid: `${sid}Key`,
  actions,
  resources: [key],
  conditions: { StringEquals: { 'kms:ViaService': `sqs.${region}.amazonaws.com` } },
  why: `${why}; the messages are encrypted with the customer key`,
});

/**
 * What functions in a VPC need of the network to send. What Lambda takes out of a queue, or puts into one for a function
 * that failed, does not come this way.
 *
 * @param scope Tags of the functions.
 */
export const sendEndpoint = (arns: readonly string[], scope: readonly string[]): AwsEndpoint => ({
  service: 'sqs',
  actions: ['sqs:SendMessage'],
  resources: arns,
  carries: 'work',
  scope,
});

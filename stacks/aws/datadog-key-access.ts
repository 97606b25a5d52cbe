import type { ServiceConfig } from '../config/schema';
import type { AwsEndpoint } from './network-endpoints';
import type { RoleGrant } from './service-role';

/** The secrets that a rotation reads and writes. */
export interface RotatedArns {
  readonly apiKeyArn: string;
  readonly applicationKeyArn: string;
}

/** Beyond reading the key in use, which every function may. */
const ROTATE = [
  'secretsmanager:DescribeSecret',
  'secretsmanager:PutSecretValue',
  'secretsmanager:UpdateSecretVersionStage',
];
const READ = ['secretsmanager:GetSecretValue'];

/**
 * What a rotation calls of Secrets Manager, beyond what every function does.
 *
 * @param scope Tags of the function that rotates.
 */
export const rotationEndpoints = (
  { apiKeyArn, applicationKeyArn }: RotatedArns,
  scope: readonly string[],
): AwsEndpoint[] => [
  { service: 'secretsmanager', actions: ROTATE, resources: [apiKeyArn], carries: 'telemetry', scope },
  { service: 'secretsmanager', actions: READ, resources: [applicationKeyArn], carries: 'telemetry', scope },
];

/** What the function that rotates may do. */
export function rotationGrants(
  { aws }: Pick<ServiceConfig, 'aws'>,
  dataKeyArn: string,
  { apiKeyArn, applicationKeyArn }: RotatedArns,
): RoleGrant[] {
  const within = (secretArn: string) => ({
    StringEquals: {
      'kms:ViaService': `secretsmanager.${aws.region}.amazonaws.com`,
      'kms:EncryptionContext:SecretARN': secretArn,
    },
  });
  return [
    {
      sid: 'RotateDatadogApiKey',
      actions: ROTATE,
      resources: [apiKeyArn],
      why: 'it puts a new API key there, and makes it the one in use',
    },
    {
      sid: 'EncryptDatadogApiKey',
      actions: ['kms:GenerateDataKey'],
      resources: [dataKeyArn],
      conditions: within(apiKeyArn),
      why: 'the new API key is encrypted with the customer key',
    },
    {
      sid: 'ReadDatadogApplicationKey',
      actions: READ,
      resources: [applicationKeyArn],
      why: 'Datadog makes and revokes API keys for its owner',
    },
    {
      sid: 'DecryptDatadogApplicationKey',
      actions: ['kms:Decrypt'],
      resources: [dataKeyArn],
      conditions: within(applicationKeyArn),
      why: 'the application key is encrypted with the customer key',
    },
  ];
}

import type { FunctionPlatform } from './handler-function';
import type { RoleGrant } from './service-role';

export interface FunctionGrantsInput {
  readonly platform: FunctionPlatform;
  /** Physical name of the function. */
  readonly name: string;
  readonly logGroupArn: string;
}

/** What the runtime itself needs: to log, to start with its environment, to report, and in a VPC to have a network card. */
export function functionGrants({ platform, name, logGroupArn }: FunctionGrantsInput): RoleGrant[] {
  const { config, dataKeyArn, datadogApiKeySecretArn, vpc } = platform;
  const { region, accountId } = config.aws;
  const functionArn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
  return [
    {
      sid: 'WriteLogs',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [`${logGroupArn}:*`],
      why: 'Lambda writes the function log',
      wildcard: 'Lambda names the log streams; the group is fixed',
    },
    {
      sid: 'ReadDatadogApiKey',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [datadogApiKeySecretArn],
      why: 'the Datadog Extension reads its API key at start',
    },
    {
      sid: 'DecryptDatadogApiKey',
      actions: ['kms:Decrypt'],
      resources: [dataKeyArn],
      conditions: {
        StringEquals: {
          'kms:ViaService': `secretsmanager.${region}.amazonaws.com`,
          'kms:EncryptionContext:SecretARN': datadogApiKeySecretArn,
        },
      },
      why: 'the API key is encrypted with the customer key',
    },
    {
      sid: 'DecryptEnvironment',
      actions: ['kms:Decrypt'],
      resources: [dataKeyArn],
      conditions: { StringEquals: { 'kms:EncryptionContext:aws:lambda:FunctionArn': functionArn } },
      why: 'the environment variables are encrypted with the customer key',
    },
    ...(vpc === undefined ? [] : networkCardGrants(functionArn)),
  ];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions */
const NETWORK_CARD_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

const networkCardGrants = (functionArn: string): RoleGrant[] => [
  {
    sid: 'ManageNetworkCards',
    actions: NETWORK_CARD_ACTIONS,
    resources: ['*'],
    why: 'Lambda puts the function into the VPC',
    wildcard: 'Lambda checks for these on all resources, and the cards do not exist beforehand',
  },
  {
    sid: 'CodeManagesNoNetworkCards',
    effect: 'Deny',
    actions: NETWORK_CARD_ACTIONS,
    resources: ['*'],
    conditions: { ArnEquals: { 'lambda:SourceFunctionArn': functionArn } },
    why: 'only the Lambda service may use the statement before, never our code',
    wildcard: 'a denial is meant to be wide',
  },
];

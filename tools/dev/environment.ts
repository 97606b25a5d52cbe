import type { ModelTargets } from '../../handlers/contract/env';
import { USAGE_TABLE } from '../../handlers/contract/limits';
import {
  type BatchEnvironmentInput,
  batchCompletedEnvironment,
  batchesEnvironment,
  batchWorkerEnvironment,
} from '../../stacks/aws/batch-environment';
import { datadogEnvironment } from '../../stacks/aws/datadog-environment';
import {
  BATCHES_SIZE,
  type ChatModels,
  COMPLETED_SIZE,
  chatEnvironment,
  HEALTH_SIZE,
  healthEnvironment,
} from '../../stacks/aws/functions';
import type { FunctionSize } from '../../stacks/aws/handler-function';
import { modeParameterName } from '../../stacks/aws/mode-parameter';
import { dev } from '../../stacks/config/environments/dev';
import { nameOf } from '../../stacks/names';
import { targetOf } from '../../stacks/serving/model-target';
import type { TableSpec } from '../dynamodb-stand-in/server';

/** The functions that run on a laptop: those behind routes, and what works on batches. */
export const DEV_HANDLERS = ['chat', 'health', 'batches', 'batch-worker', 'batch-completed'] as const;
export type DevHandlerName = (typeof DEV_HANDLERS)[number];

/** Time and memory of a function, as the dev environment has them. */
export function sizeOf(name: DevHandlerName): Pick<FunctionSize, 'memoryMb' | 'timeoutSeconds'> {
  switch (name) {
    case 'chat':
      return dev.chat;
    case 'health':
      return HEALTH_SIZE;
    case 'batches':
      return BATCHES_SIZE;
    case 'batch-worker':
      return dev.batch?.worker ?? BATCHES_SIZE;
    case 'batch-completed':
      return COMPLETED_SIZE;
  }
}

/** What all processes talk to. */
export interface SharedEndpoints {
  readonly dynamodbUrl: string;
  /** Where Datadog's Extension would listen. */
  readonly telemetryUrl: string;
  /** Where SageMaker Runtime would listen. Default: nowhere, for what calls no endpoint. */
  readonly sagemakerUrl?: string;
  /** Where the mode is. */
  readonly ssmUrl: string;
  /** Where batches lie. Default: nowhere, for what knows nothing of them. */
  readonly batches?: BatchEndpoints;
}

export interface BatchEndpoints {
  readonly queueUrl: string;
  readonly sqsUrl: string;
  readonly s3Url: string;
  /** Bedrock's control plane. */
  readonly jobsUrl: string;
}

export interface Endpoints extends SharedEndpoints {
  /** The Bedrock of this process. */
  readonly bedrockUrl: string;
}

/** The parameter that holds the mode. */
export const MODE_PARAMETER = modeParameterName(dev);

/** What the functions of the dev environment keep, table by table. */
export const DEV_TABLES: readonly TableSpec[] = [
  { name: nameOf(dev, 'answers', 255) },
  { name: nameOf(dev, 'replays', 255) },
  { name: nameOf(dev, USAGE_TABLE, 255) },
  { name: nameOf(dev, 'batches', 255) },
];

/** What the stack sets for a function of the dev environment, what Lambda adds, and where the stand-ins are. */
export const environmentOf = (
  name: DevHandlerName,
  { bedrockUrl, dynamodbUrl, telemetryUrl, sagemakerUrl, ssmUrl, batches }: Endpoints,
): Record<string, string> => ({
  ...asDeployed(name, batches?.queueUrl ?? ''),
  ...lambdaEnvironment(name),
  ...datadogOf(telemetryUrl),
  AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrockUrl,
  AWS_ENDPOINT_URL_DYNAMODB: dynamodbUrl,
  ...(sagemakerUrl === undefined ? {} : { AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME: sagemakerUrl }),
  ...(batches === undefined
    ? {}
    : {
        AWS_ENDPOINT_URL_SQS: batches.sqsUrl,
        AWS_ENDPOINT_URL_S3: batches.s3Url,
        AWS_ENDPOINT_URL_BEDROCK: batches.jobsUrl,
      }),
  // what a deep check looks for is here
  ...(name === 'health' ? { DEEP_CHECKS: JSON.stringify({ 'bedrock-runtime': new URL(bedrockUrl).host }) } : {}),
  AWS_ENDPOINT_URL_SSM: ssmUrl,
  NODE_NO_WARNINGS: '1',
});

function asDeployed(name: DevHandlerName, queueUrl: string): Record<string, string> {
  const models = standInModels();
  const input: BatchEnvironmentInput = {
    config: dev,
    models,
    mode: { name: MODE_PARAMETER },
    places: {
      table: nameOf(dev, 'batches', 255),
      bucket: nameOf(dev, 'batches'),
      queueUrl,
      inferenceRoleArn: `arn:aws:iam::${dev.aws.accountId}:role/dev`,
      contentKeyArn: `arn:aws:kms:${dev.aws.region}:${dev.aws.accountId}:key/dev`,
      jobPrefix: nameOf(dev, '', 30),
    },
  };
  switch (name) {
    case 'chat':
      return chatEnvironment(dev, models, { name: MODE_PARAMETER });
    case 'health':
      return healthEnvironment(dev);
    case 'batches':
      return batchesEnvironment(input);
    case 'batch-worker':
      return batchWorkerEnvironment(input);
    case 'batch-completed':
      return batchCompletedEnvironment(input);
  }
}

/** Models and guardrail that no account holds; what is priced and traced is the real base model. */
function standInModels(): ChatModels {
  const { accountId, region } = dev.aws;
  const targets: ModelTargets = Object.fromEntries(
    Object.entries(dev.models).map(([alias, model]) => {
      const modelId = `arn:aws:bedrock:${region}:${accountId}:application-inference-profile/dev-${alias}`;
      return [alias, targetOf(model, model.kind === 'sagemaker' ? model.endpoint : modelId)];
    }),
  );
  return { targetsJson: JSON.stringify(targets), guardrailId: 'dev-guardrail', guardrailVersion: '1' };
}

const lambdaEnvironment = (name: DevHandlerName): Record<string, string> => ({
  AWS_REGION: dev.aws.region,
  AWS_ACCESS_KEY_ID: 'dev',
  AWS_SECRET_ACCESS_KEY: 'dev',
  AWS_LAMBDA_FUNCTION_NAME: nameOf(dev, name),
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(sizeOf(name).memoryMb),
  AWS_LAMBDA_FUNCTION_VERSION: '1',
});

/** As the stack sets it, with a receiver of ours in place of the Extension. */
function datadogOf(telemetryUrl: string): Record<string, string> {
  // no key is needed
  const { DD_API_KEY_SECRET_ARN: _key, ...asDeployed } = datadogEnvironment(
    { config: dev, datadogApiKeySecretArn: '', logsKeyArn: '', dataKeyArn: '' },
    'index.handler',
  );
  return {
    ...asDeployed,
    DD_TRACE_AGENT_URL: telemetryUrl,
    // where Lambda has the code: the tracer looks for DD_LAMBDA_HANDLER there
    LAMBDA_TASK_ROOT: '/var/task',
    // metrics as lines on standard output, in the request that they belong to; the tracer writes its traces there as well
    // where it finds itself in Lambda and no Extension beside it
    DD_FLUSH_TO_LOG: 'true',
    DD_TRACE_STARTUP_LOGS: 'false',
    DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
    DD_REMOTE_CONFIGURATION_ENABLED: 'false',
  };
}

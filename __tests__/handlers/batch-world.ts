import type { APIGatewayProxyResult, SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { BATCH_KEYS, type BatchResponse, type BatchResult } from '../../handlers/contract/batch';
import type { BatchCompletedEnv, BatchesEnv, BatchWorkerEnv } from '../../handlers/contract/env';
import type { TenantLimits } from '../../handlers/contract/limits';
import { type BedrockBatchStandIn, bedrockBatchStandIn } from '../../tools/bedrock-batch-stand-in/server';
import { type BedrockStandIn, bedrockStandIn } from '../../tools/bedrock-stand-in/server';
import { type DynamoDbStandIn, dynamodbStandIn } from '../../tools/dynamodb-stand-in/server';
import { type S3StandIn, s3StandIn } from '../../tools/s3-stand-in/server';
import { type SqsStandIn, sqsStandIn } from '../../tools/sqs-stand-in/server';
import { type Agent, agent } from './agent';
import { type BundledHandler, bundledHandler } from './bundled';
import { chatEnvironment, DATADOG_LAYER, datadogEnvironment, NO_JITTER, PATIENT } from './chat-environment';

const TABLE = 'test-batches';
const USAGE = 'test-usage';
const DELIVERIES = 3;
const BATCH_SIZE = 10;
/** Takes batch inference jobs; `fast`, the default, does not. */
export const CHEAP = 'cheap';

type FunctionName = 'batches' | 'batch-worker' | 'batch-completed';

/** All that batches need, with the functions out of their real bundles. */
export interface BatchWorld {
  readonly bedrock: BedrockStandIn;
  readonly jobs: BedrockBatchStandIn;
  readonly bucket: S3StandIn;
  readonly queue: SqsStandIn;
  readonly table: DynamoDbStandIn;
  readonly extension: Agent;
  readonly functions: Readonly<Record<FunctionName, BundledHandler>>;
  post(body: unknown, more?: CallOptions): Promise<APIGatewayProxyResult>;
  get(id: string, more?: CallOptions): Promise<APIGatewayProxyResult>;
  /** As `post`, for a batch that must be accepted. */
  accepted(body: unknown, more?: CallOptions): Promise<BatchResponse>;
  /** As `get`, for one that must be there. */
  progress(id: string): Promise<BatchResponse>;
  /** Gives the worker messages as Lambda would. @returns those that it gives back. */
  work(records: readonly SQSRecord[], remainingMs?: number): Promise<string[]>;
  /** Lets the worker go on until no message waits. Returns what it has been given. */
  drain(): Promise<number>;
  /** What is counted of a tenant today. */
  counted(tenant: string): Promise<{ readonly tokens: number; readonly heldTokens: number } | undefined>;
  /** The assembled results. */
  results(id: string): BatchResult[];
  /** Our own metrics that were sent. */
  metrics(name: string): { readonly value: number; readonly tags: readonly string[] }[];
  lines(): string[];
  reset(): Promise<void>;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly apiKey?: string;
  readonly idempotencyKey?: string;
}

/** @param limits Daily limits of tenants. Default: none. */
export async function batchWorld(
  only: readonly FunctionName[],
  more: Readonly<Record<string, string>> = {},
  limits?: Omit<TenantLimits, 'table'>,
): Promise<BatchWorld> {
  const bucket = await s3StandIn();
  const [bedrock, jobs, queue, table, extension] = await Promise.all([
    bedrockStandIn(),
    bedrockBatchStandIn({ objects: bucket.objects }),
    sqsStandIn({ maxReceiveCount: DELIVERIES }),
    dynamodbStandIn([{ name: TABLE }, ...(limits === undefined ? [] : [{ name: USAGE }])]),
    agent(),
  ]);
  const { MODELS = '', ...chat } = chatEnvironment(bedrock.url);
  const models = {
    ...(JSON.parse(MODELS) as object),
    [CHEAP]: { modelId: 'arn:cheap', baseModelId: 'anthropic.claude-haiku-4-5-20251001-v1:0', geographic: false },
  };
  const settings: BatchesEnv & BatchWorkerEnv & BatchCompletedEnv = {
    ENV: 'test',
    SERVICE: 'llm-gateway',
    LOG_LEVEL: 'DEBUG',
    MODELS: JSON.stringify(models),
    DEFAULT_MODEL: 'fast',
    MAX_OUTPUT_TOKENS: '1000',
    TENANT_FROM: 'api-key',
    TENANT_LIMITS: limits === undefined ? 'none' : JSON.stringify({ ...limits, table: USAGE }),
    CONTENT_ON_SPANS: 'false',
    GUARDRAIL_ID: 'guardrail-id',
    GUARDRAIL_VERSION: '3',
    BATCH_TABLE: TABLE,
    BATCH_BUCKET: 'test-batches-bucket',
    BATCH_QUEUE_URL: queue.queueUrl,
    BATCH_RETENTION_DAYS: '7',
    BATCH_TARGET_MS: '3600000',
    MODE_PARAMETER: '/mode',
    ECONOMY: JSON.stringify({ model: CHEAP, maxOutputTokens: 100 }),
    BATCH_INFERENCE: JSON.stringify({
      models: [CHEAP],
      fromRecords: 100,
      roleArn: 'arn:aws:iam::111111111111:role/batch',
      kmsKeyArn: 'arn:aws:kms:us-east-1:111111111111:key/batch',
      jobPrefix: 'test-',
    }),
  };
  const environment = {
    ...chat,
    ...settings,
    ...datadogEnvironment(extension.url),
    AWS_ENDPOINT_URL_BEDROCK: jobs.url,
    AWS_ENDPOINT_URL_S3: bucket.url,
    AWS_ENDPOINT_URL_SQS: queue.url,
    AWS_ENDPOINT_URL_DYNAMODB: table.url,
    ...more,
  };
  const started = await Promise.all(
    only.map(
      async (name) =>
        [
          name,
          await bundledHandler(name, environment, [
            NO_JITTER,
            DATADOG_LAYER,
            ...(limits === undefined ? [] : [PATIENT]),
          ]),
        ] as const,
    ),
  );
  const functions = Object.fromEntries(started) as Record<FunctionName, BundledHandler>;
  const lines = (): string[] => started.flatMap(([, handler]) => handler.lines());

  const request = (httpMethod: 'POST' | 'GET', { apiKey = 'key-1', idempotencyKey }: CallOptions) => ({
    httpMethod,
    headers: idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey },
    requestContext: { requestId: 'request-1', apiId: 'api', identity: { apiKeyId: apiKey } },
    isBase64Encoded: false,
  });
  const post = (body: unknown, more: CallOptions = {}) =>
    functions.batches.invoke({
      ...request('POST', more),
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const get = (id: string, more: CallOptions = {}) =>
    functions.batches.invoke({ ...request('GET', more), pathParameters: { id }, body: null });
  const work = async (Records: readonly SQSRecord[], remainingMs?: number): Promise<string[]> => {
    const { batchItemFailures } = await functions['batch-worker'].run<SQSBatchResponse>({ Records }, remainingMs);
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  return {
    bedrock,
    jobs,
    bucket,
    queue,
    table,
    extension,
    functions,
    post,
    get,
    accepted: async (body, more) => {
      const { statusCode, body: answer } = await post(body, more);
      if (statusCode !== 202) throw new Error(answer);
      return JSON.parse(answer) as BatchResponse;
    },
    progress: async (id) => JSON.parse((await get(id)).body) as BatchResponse,
    work,
    drain: async () => {
      let given = 0;
      for (let records = queue.receive(BATCH_SIZE); records.length > 0; records = queue.receive(BATCH_SIZE)) {
        given += records.length;
        const back = await work(records);
        for (const { messageId } of records) {
          if (back.includes(messageId)) queue.giveBack(messageId);
          else queue.remove(messageId);
        }
      }
      return given;
    },
    counted: async (tenant) => {
      const item = (await table.items(USAGE)).find(({ pk }) => pk?.['S']?.startsWith(`${tenant}#`));
      const number = (key: string): number => Number(item?.[key]?.['N'] ?? 0);
      return item === undefined ? undefined : { tokens: number('tokens'), heldTokens: number('heldTokens') };
    },
    results: (id) =>
      (bucket.objects.get(BATCH_KEYS.results(id)) ?? '')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as BatchResult),
    metrics: (name) =>
      lines()
        .filter((line) => line.includes(`"m":"${name}"`))
        .map((line) => JSON.parse(line) as { v: number; t: string[] })
        .map(({ v, t }) => ({ value: v, tags: t })),
    lines,
    reset: async () => {
      bedrock.reset();
      jobs.reset();
      bucket.reset();
      queue.reset();
      extension.forget();
      for (const [, handler] of started) handler.forget();
      await table.reset();
    },
    close: async () => {
      for (const [, handler] of started) handler.close();
      await Promise.all([bedrock, jobs, bucket, queue, table, extension].map((one) => one.close()));
    },
  };
}

/** So many prompts, each with words of its own. */
export const promptsOf = (count: number, more: object = {}) => ({
  requests: Array.from({ length: count }, (_, index) => ({
    id: `mine-${index}`,
    messages: [{ role: 'user', content: `Question ${index}` }],
    ...more,
  })),
});

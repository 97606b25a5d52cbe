import { BATCH_LIMITS } from '../../handlers/contract/batch';
import type { BatchCompletedEnv, BatchesEnv, BatchInference, BatchWorkerEnv } from '../../handlers/contract/env';
import type { ServiceConfig } from '../config/schema';
import type { ChatMode, ChatModels } from './functions';
import { tenantFrom, tenantLimits } from './tenants';

/** Where batches lie, as functions are told. */
export interface BatchPlaces {
  readonly table: string;
  readonly bucket: string;
  readonly queueUrl: string;
  /** ARN of what Bedrock becomes to work on a job. Absent: there are no jobs. */
  readonly inferenceRoleArn?: string;
  readonly contentKeyArn: string;
  readonly jobPrefix: string;
}

export interface BatchEnvironmentInput {
  readonly config: ServiceConfig;
  readonly models: ChatModels;
  readonly mode: ChatMode;
  readonly places: BatchPlaces;
}

/** Nobody has promised anything: every batch is fresh. */
const NO_TARGET_MS = Number.MAX_SAFE_INTEGER;
const MS_IN_A_MINUTE = 60_000;

export const batchesEnvironment = (input: BatchEnvironmentInput): BatchesEnv => ({
  ...common(input),
  ...modelsOf(input),
  BATCH_QUEUE_URL: input.places.queueUrl,
  TENANT_FROM: tenantFrom(input.config.api.auth),
  BATCH_RETENTION_DAYS: String(input.config.data.keepDays.batches),
  MODE_PARAMETER: input.mode.name,
  BATCH_INFERENCE: inferenceJson(input),
});

export const batchWorkerEnvironment = (input: BatchEnvironmentInput): BatchWorkerEnv => ({
  ...common(input),
  ...modelsOf(input),
  CONTENT_ON_SPANS: String(input.config.data.contentOnSpans),
  BATCH_TARGET_MS: targetMs(input.config),
  MODE_PARAMETER: input.mode.name,
  ECONOMY: JSON.stringify(input.config.chat.economy),
});

export const batchCompletedEnvironment = (input: BatchEnvironmentInput): BatchCompletedEnv => ({
  ...common(input),
  BATCH_QUEUE_URL: input.places.queueUrl,
  BATCH_TARGET_MS: targetMs(input.config),
  BATCH_INFERENCE: inferenceJson(input),
});

const common = ({ config, models, places }: BatchEnvironmentInput) => ({
  ENV: config.env,
  SERVICE: config.service,
  LOG_LEVEL: config.chat.logLevel,
  MODELS: models.targetsJson,
  BATCH_TABLE: places.table,
  BATCH_BUCKET: places.bucket,
  TENANT_LIMITS: tenantLimits(config),
});

const modelsOf = ({ config, models }: BatchEnvironmentInput) => ({
  DEFAULT_MODEL: config.chat.defaultModel,
  MAX_OUTPUT_TOKENS: String(config.chat.maxOutputTokens),
  GUARDRAIL_ID: models.guardrailId,
  GUARDRAIL_VERSION: models.guardrailVersion,
});

const targetMs = ({ requirements }: ServiceConfig): string =>
  String(
    requirements?.batchFreshness === undefined ? NO_TARGET_MS : requirements.batchFreshness.minutes * MS_IN_A_MINUTE,
  );

function inferenceJson({ config, places }: BatchEnvironmentInput): string {
  const { inference } = config.batch ?? {};
  const told: BatchInference = {
    models: inference?.models ?? [],
    fromRecords: inference?.fromRecords ?? BATCH_LIMITS.minBedrockRecords,
    roleArn: places.inferenceRoleArn ?? '',
    kmsKeyArn: places.contentKeyArn,
    jobPrefix: places.jobPrefix,
  };
  return JSON.stringify(told);
}

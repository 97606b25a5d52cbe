import type { Context } from 'aws-lambda';
import type { BATCH_COMPLETED_ENV } from '../contract/env';
import { batchBucket } from '../runtime/batch/batch-bucket';
import { batchQueue } from '../runtime/batch/batch-queue';
import { batchTable } from '../runtime/batch/batch-table';
import { batchInference } from '../runtime/batch/inference-setting';
import { tenantLimits } from '../runtime/limit-settings';
import { limitsOf } from '../runtime/limits-of';
import { logger } from '../runtime/logger';
import { modelTargets } from '../runtime/model-targets';
import { logLevel, type Readers, readSettings, text, wholeNumber } from '../runtime/settings';
import { datadog } from '../runtime/telemetry';
import { batchCompleted, type CompletedDependencies, type CompletedEvent } from './batch-completed';
import { bedrockJobs } from './jobs';

const read = readSettings({
  ENV: text,
  SERVICE: text,
  LOG_LEVEL: logLevel,
  MODELS: modelTargets,
  BATCH_TABLE: text,
  BATCH_BUCKET: text,
  BATCH_QUEUE_URL: text,
  BATCH_TARGET_MS: wholeNumber,
  TENANT_LIMITS: tenantLimits,
  BATCH_INFERENCE: batchInference,
} satisfies Readers<(typeof BATCH_COMPLETED_ENV)[number]>);
const { ENV: env, SERVICE: service, LOG_LEVEL: level } = read;
const log = logger({ env, service, level });
const telemetry = datadog({ env, service }, log);

/** Made once for all invocations of an execution environment. */
const dependencies: CompletedDependencies = {
  models: read.MODELS,
  jobPrefix: read.BATCH_INFERENCE.jobPrefix,
  targetMs: read.BATCH_TARGET_MS,
  table: batchTable(read.BATCH_TABLE, telemetry),
  bucket: batchBucket(read.BATCH_BUCKET),
  enqueue: batchQueue(read.BATCH_QUEUE_URL),
  jobs: bedrockJobs(),
  limits: limitsOf(read.TENANT_LIMITS, { telemetry, log }),
  telemetry,
  log,
};

export const handler = (event: CompletedEvent, context: Context) => batchCompleted(event, context, dependencies);

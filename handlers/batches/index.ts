import type { Context } from 'aws-lambda';
import { batchBucket } from '../runtime/batch/batch-bucket';
import { batchQueue } from '../runtime/batch/batch-queue';
import { batchTable } from '../runtime/batch/batch-table';
import type { RequestEvent } from '../runtime/http';
import { limitsOf } from '../runtime/limits-of';
import { logger } from '../runtime/logger';
import { serviceMode } from '../runtime/service-mode';
import { datadog } from '../runtime/telemetry';
import { startJob } from './batch-inference';
import { type BatchesDependencies, batches } from './batches';
import { batchesSettings } from './settings';

const read = batchesSettings();
const { ENV: env, SERVICE: service, LOG_LEVEL: level } = read;
const log = logger({ env, service, level });
const bucket = batchBucket(read.BATCH_BUCKET);
const telemetry = datadog({ env, service }, log);

/** Made once for all requests of an execution environment. */
const dependencies: BatchesDependencies = {
  settings: {
    models: read.MODELS,
    defaultModel: read.DEFAULT_MODEL,
    maxOutputTokens: read.MAX_OUTPUT_TOKENS,
    guardrail: { id: read.GUARDRAIL_ID, version: read.GUARDRAIL_VERSION },
    retentionDays: read.BATCH_RETENTION_DAYS,
    inference: read.BATCH_INFERENCE,
  },
  mode: serviceMode(read.MODE_PARAMETER, { telemetry, log }),
  tenantFrom: read.TENANT_FROM,
  table: batchTable(read.BATCH_TABLE, telemetry),
  bucket,
  enqueue: batchQueue(read.BATCH_QUEUE_URL),
  startJob: startJob(read.BATCH_BUCKET, bucket, read.BATCH_INFERENCE),
  limits: limitsOf(read.TENANT_LIMITS, { telemetry, log }),
  telemetry,
  log,
};

export const handler = (event: RequestEvent, context: Context) => batches(event, context, dependencies);

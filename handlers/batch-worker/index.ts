import type { Context, SQSEvent } from 'aws-lambda';
import { MODEL_CHAIN } from '../contract/deadlines';
import { batchBucket } from '../runtime/batch/batch-bucket';
import { batchTable } from '../runtime/batch/batch-table';
import { circuits } from '../runtime/circuits';
import { limitsOf } from '../runtime/limits-of';
import { logger } from '../runtime/logger';
import { modelCaller } from '../runtime/model-caller';
import { serviceMode } from '../runtime/service-mode';
import { datadog } from '../runtime/telemetry';
import { batchWorker } from './batch-worker';
import { recentPrompts } from './recent-prompts';
import { workerSettings } from './settings';
import type { WorkDependencies } from './work-message';

const read = workerSettings();
const { ENV: env, SERVICE: service, LOG_LEVEL: level } = read;
const log = logger({ env, service, level });
const bucket = batchBucket(read.BATCH_BUCKET);
const telemetry = datadog({ env, service, contentOnSpans: read.CONTENT_ON_SPANS }, log);

/** Made once for all invocations of an execution environment. */
const dependencies: WorkDependencies = {
  models: read.MODELS,
  defaultModel: read.DEFAULT_MODEL,
  maxOutputTokens: read.MAX_OUTPUT_TOKENS,
  economy: read.ECONOMY,
  mode: serviceMode(read.MODE_PARAMETER, { telemetry, log }),
  guardrail: { id: read.GUARDRAIL_ID, version: read.GUARDRAIL_VERSION },
  targetMs: read.BATCH_TARGET_MS,
  table: batchTable(read.BATCH_TABLE, telemetry),
  bucket,
  promptsOf: recentPrompts(bucket),
  callModel: modelCaller(read.MODELS),
  circuits: circuits(MODEL_CHAIN),
  limits: limitsOf(read.TENANT_LIMITS, { telemetry, log }),
  telemetry,
  log,
};

export const handler = (event: SQSEvent, context: Context) => batchWorker(event, context, dependencies);

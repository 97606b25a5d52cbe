import type { BATCHES_ENV } from '../contract/env';
import { batchInference } from '../runtime/batch/inference-setting';
import { tenantLimits } from '../runtime/limit-settings';
import { modelTargets } from '../runtime/model-targets';
import { logLevel, type Readers, readSettings, text, wholeNumber } from '../runtime/settings';
import { tenantSource } from '../runtime/tenant';

const READERS = {
  ENV: text,
  SERVICE: text,
  LOG_LEVEL: logLevel,
  MODELS: modelTargets,
  BATCH_TABLE: text,
  BATCH_BUCKET: text,
  BATCH_QUEUE_URL: text,
  TENANT_LIMITS: tenantLimits,
  TENANT_FROM: tenantSource,
  DEFAULT_MODEL: text,
  MAX_OUTPUT_TOKENS: wholeNumber,
  GUARDRAIL_ID: text,
  GUARDRAIL_VERSION: text,
  BATCH_RETENTION_DAYS: wholeNumber,
  MODE_PARAMETER: text,
  BATCH_INFERENCE: batchInference,
} satisfies Readers<(typeof BATCHES_ENV)[number]>;

/** @throws Error that names every variable that does not fit. */
export const batchesSettings = () => readSettings(READERS);

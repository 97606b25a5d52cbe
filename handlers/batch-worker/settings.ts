import type { BATCH_WORKER_ENV } from '../contract/env';
import { economySetting } from '../runtime/economy';
import { tenantLimits } from '../runtime/limit-settings';
import { modelTargets } from '../runtime/model-targets';
import { logLevel, type Readers, readSettings, text, wholeNumber, yesOrNo } from '../runtime/settings';

const READERS = {
  ENV: text,
  SERVICE: text,
  LOG_LEVEL: logLevel,
  MODELS: modelTargets,
  BATCH_TABLE: text,
  BATCH_BUCKET: text,
  DEFAULT_MODEL: text,
  MAX_OUTPUT_TOKENS: wholeNumber,
  GUARDRAIL_ID: text,
  GUARDRAIL_VERSION: text,
  CONTENT_ON_SPANS: yesOrNo,
  BATCH_TARGET_MS: wholeNumber,
  MODE_PARAMETER: text,
  ECONOMY: economySetting,
  TENANT_LIMITS: tenantLimits,
} satisfies Readers<(typeof BATCH_WORKER_ENV)[number]>;

/** @throws Error that names every variable that does not fit. */
export const workerSettings = () => readSettings(READERS);

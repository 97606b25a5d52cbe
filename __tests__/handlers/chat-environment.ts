import { resolve } from 'node:path';
import type { ChatEnv } from '../../handlers/contract/env';

export const PROFILE = 'arn:aws:bedrock:us-east-1:111111111111:application-inference-profile/abc123';

/** A model on an endpoint of SageMaker's, for `MODELS`. */
export const ENDPOINT = {
  api: 'sagemaker',
  modelId: 'own-7b',
  baseModelId: 'own-7b',
  geographic: false,
  maxOutputTokens: 500,
  facts: {
    provider: 'amazon-sagemaker',
    maxOutputTokens: 4_096,
    acceptsTemperature: true,
    price: { input: 1, output: 5, cacheRead: 1, cacheWrite: 1 },
  },
};

const settings: ChatEnv = {
  ENV: 'test',
  SERVICE: 'llm-gateway',
  LOG_LEVEL: 'DEBUG',
  MODELS: JSON.stringify({ fast: { modelId: PROFILE, baseModelId: 'anthropic.claude-haiku-5-5', geographic: false } }),
  DEFAULT_MODEL: 'fast',
  MAX_OUTPUT_TOKENS: '1000',
  LATENCY_TARGET_MS: '20000',
  TENANT_FROM: 'api-key',
  CONTENT_ON_SPANS: 'false',
  EXPERIMENT: 'none',
  TENANT_LIMITS: 'none',
  RESPONSE_CACHE: 'off',
  IDEMPOTENCY: 'off',
  SAMPLES: 'off',
  GUARDRAIL_ID: 'guardrail-id',
  GUARDRAIL_VERSION: '3',
  MODE_PARAMETER: '/mode',
  ECONOMY: JSON.stringify({ model: 'fast', maxOutputTokens: 100 }),
};

/** A second model behind the first, for `MODELS`. */
export const WITH_FALLBACK = JSON.stringify({
  fast: { modelId: PROFILE, baseModelId: 'anthropic.claude-haiku-5-5', geographic: false, fallbacks: ['spare'] },
  spare: { modelId: 'arn:spare', baseModelId: 'anthropic.claude-haiku-4-5-20251001-v1:0', geographic: false },
});

/** What the stack sets, and what Lambda and the stand-in add. */
export const chatEnvironment = (bedrockUrl: string): Record<string, string> => ({
  ...settings,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrockUrl,
  // of global-setup.js; a test of modes has its own
  AWS_ENDPOINT_URL_SSM: process.env['SSM_NORMAL_URL'] ?? '',
  NODE_NO_WARNINGS: '1',
});

/** Preloaded where Lambda has Datadog's layer. */
export const DATADOG_LAYER = resolve(__dirname, 'datadog-layer.js');

/** Preloaded where the pause before a retry is not what is tested. */
export const NO_JITTER = resolve(__dirname, 'no-jitter.js');

/** Preloaded where the deadline of a table is not what is tested. */
export const PATIENT = resolve(__dirname, 'patient.js');

/** As `stacks/aws/datadog-environment.ts` sets it, and a local receiver in place of the Extension. */
export const datadogEnvironment = (agentUrl: string): Record<string, string> => ({
  DATADOG_WRAPPER: '1',
  // Lambda sets it to the layers' folder
  NODE_PATH: resolve('node_modules'),
  DD_TRACE_AGENT_URL: agentUrl,
  DD_SERVICE: 'llm-gateway',
  DD_ENV: 'test',
  DD_LLMOBS_ENABLED: 'true',
  DD_LLMOBS_ML_APP: 'llm-gateway',
  DD_LLMOBS_AGENTLESS_ENABLED: 'false',
  // metrics as lines on standard output instead of datagrams
  DD_FLUSH_TO_LOG: 'true',
  // two seconds otherwise, for which a test would wait
  DD_TRACE_FLUSH_INTERVAL: '50',
  DD_TRACE_STARTUP_LOGS: 'false',
  DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
  DD_REMOTE_CONFIGURATION_ENABLED: 'false',
});

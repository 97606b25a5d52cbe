import type { Context } from 'aws-lambda';
import { CHAT_ENV, type ModelTargets } from '../contract/env';
import type { RequestEvent } from '../runtime/http';
import { logger } from '../runtime/logger';
import { bedrock } from '../runtime/model-client';
import { readSettings, wholeNumber } from '../runtime/settings';
import { datadog } from '../runtime/telemetry';
import { type ChatDependencies, chat } from './chat';

const settings = readSettings(CHAT_ENV);
const { ENV: env, SERVICE: service, LOG_LEVEL: level } = settings;

/** Made once for all requests of an execution environment. */
const dependencies: ChatDependencies = {
  settings: {
    models: JSON.parse(settings.MODELS) as ModelTargets,
    defaultModel: settings.DEFAULT_MODEL,
    maxOutputTokens: wholeNumber('MAX_OUTPUT_TOKENS', settings.MAX_OUTPUT_TOKENS),
    latencyTargetMs: wholeNumber('LATENCY_TARGET_MS', settings.LATENCY_TARGET_MS),
    guardrail: { id: settings.GUARDRAIL_ID, version: settings.GUARDRAIL_VERSION },
  },
  callModel: bedrock(),
  telemetry: datadog({ env, service }),
  log: logger({ env, service, level }),
};

export const handler = (event: RequestEvent, context: Context) => chat(event, context, dependencies);

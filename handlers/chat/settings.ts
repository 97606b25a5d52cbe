import * as z from 'zod/mini';
import type { CHAT_ENV, IdempotencySetting, ResponseCacheSetting } from '../contract/env';
import type { SampleSettings } from '../contract/evaluation';
import { economySetting } from '../runtime/economy';
import { tenantLimits } from '../runtime/limit-settings';
import { modelTargets } from '../runtime/model-targets';
import { logLevel, offOr, type Readers, readSettings, text, wholeNumber, yesOrNo } from '../runtime/settings';
import { tenantSource } from '../runtime/tenant';
import type { ChatSettings } from './dependencies';
import { experimentSetting } from './experiment';

const READERS = {
  ENV: text,
  SERVICE: text,
  LOG_LEVEL: logLevel,
  MODELS: modelTargets,
  DEFAULT_MODEL: text,
  MAX_OUTPUT_TOKENS: wholeNumber,
  LATENCY_TARGET_MS: wholeNumber,
  TENANT_FROM: tenantSource,
  CONTENT_ON_SPANS: yesOrNo,
  EXPERIMENT: experimentSetting,
  TENANT_LIMITS: tenantLimits,
  RESPONSE_CACHE: offOr<ResponseCacheSetting>(
    z.object({ table: z.string(), ttlSeconds: z.number(), byDefault: z.boolean() }),
    '{table, ttlSeconds, byDefault}',
  ),
  IDEMPOTENCY: offOr<IdempotencySetting>(
    z.object({ table: z.string(), ttlSeconds: z.number() }),
    '{table, ttlSeconds}',
  ),
  SAMPLES: offOr<SampleSettings>(z.object({ bucket: z.string(), share: z.number() }), '{bucket, share}'),
  GUARDRAIL_ID: text,
  GUARDRAIL_VERSION: text,
  MODE_PARAMETER: text,
  ECONOMY: economySetting,
} satisfies Readers<(typeof CHAT_ENV)[number]>;

/** @throws Error that names every variable that does not fit. */
export function chatSettings(environment?: Readonly<Record<string, string | undefined>>) {
  const read = readSettings(READERS, environment);
  for (const [name, alias] of Object.entries({ DEFAULT_MODEL: read.DEFAULT_MODEL, ECONOMY: read.ECONOMY.model })) {
    if (Object.hasOwn(read.MODELS, alias)) continue;
    const aliases = Object.keys(read.MODELS).join(', ');
    throw new Error(`${name} must be one of the aliases in MODELS (${aliases}), got "${alias}"`);
  }
  const settings: ChatSettings = {
    models: read.MODELS,
    defaultModel: read.DEFAULT_MODEL,
    maxOutputTokens: read.MAX_OUTPUT_TOKENS,
    latencyTargetMs: read.LATENCY_TARGET_MS,
    tenantFrom: read.TENANT_FROM,
    experiment: read.EXPERIMENT,
    cacheByDefault: read.RESPONSE_CACHE?.byDefault === true,
    guardrail: { id: read.GUARDRAIL_ID, version: read.GUARDRAIL_VERSION },
    economy: read.ECONOMY,
  };
  return {
    env: read.ENV,
    service: read.SERVICE,
    level: read.LOG_LEVEL,
    contentOnSpans: read.CONTENT_ON_SPANS,
    tenantLimits: read.TENANT_LIMITS,
    cache: read.RESPONSE_CACHE,
    replays: read.IDEMPOTENCY,
    samples: read.SAMPLES,
    modeParameter: read.MODE_PARAMETER,
    settings,
  };
}

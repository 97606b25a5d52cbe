import * as z from 'zod/mini';
import type { CHAT_ENV, ModelTargets } from '../contract/env';
import { logLevel, type Reader, type Readers, readSettings, text, wholeNumber, yesOrNo } from '../runtime/settings';
import { tenantSource } from '../runtime/tenant';
import type { ChatSettings } from './chat';

const targets = z.record(
  z.string(),
  z.object({
    modelId: z.string().check(z.minLength(1)),
    baseModelId: z.string().check(z.minLength(1)),
    geographic: z.boolean(),
    fallbacks: z.exactOptional(z.array(z.string())),
  }),
);

/** The models by alias, at least one. */
const models: Reader<ModelTargets> = (value) => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    throw new Error('must be JSON');
  }
  const { success, data } = targets.safeParse(parsed);
  if (!success || Object.keys(data).length === 0) {
    throw new Error('must map aliases to {modelId, baseModelId, geographic, fallbacks?}');
  }
  for (const [alias, { fallbacks = [] }] of Object.entries(data)) {
    const chain = [alias, ...fallbacks];
    const strange = fallbacks.find((other) => !Object.hasOwn(data, other));
    if (strange !== undefined) throw new Error(`must map the fallback "${strange}" of "${alias}" as well`);
    if (new Set(chain).size < chain.length) throw new Error(`must name each model once in the fallbacks of "${alias}"`);
  }
  return data;
};

const READERS = {
  ENV: text,
  SERVICE: text,
  LOG_LEVEL: logLevel,
  MODELS: models,
  DEFAULT_MODEL: text,
  MAX_OUTPUT_TOKENS: wholeNumber,
  LATENCY_TARGET_MS: wholeNumber,
  TENANT_FROM: tenantSource,
  CONTENT_ON_SPANS: yesOrNo,
  GUARDRAIL_ID: text,
  GUARDRAIL_VERSION: text,
} satisfies Readers<(typeof CHAT_ENV)[number]>;

/** @throws Error that names every variable that does not fit. */
export function chatSettings(environment?: Readonly<Record<string, string | undefined>>) {
  const read = readSettings(READERS, environment);
  if (!Object.hasOwn(read.MODELS, read.DEFAULT_MODEL)) {
    const aliases = Object.keys(read.MODELS).join(', ');
    throw new Error(`DEFAULT_MODEL must be one of the aliases in MODELS (${aliases}), got "${read.DEFAULT_MODEL}"`);
  }
  const settings: ChatSettings = {
    models: read.MODELS,
    defaultModel: read.DEFAULT_MODEL,
    maxOutputTokens: read.MAX_OUTPUT_TOKENS,
    latencyTargetMs: read.LATENCY_TARGET_MS,
    tenantFrom: read.TENANT_FROM,
    guardrail: { id: read.GUARDRAIL_ID, version: read.GUARDRAIL_VERSION },
  };
  return {
    env: read.ENV,
    service: read.SERVICE,
    level: read.LOG_LEVEL,
    contentOnSpans: read.CONTENT_ON_SPANS,
    settings,
  };
}

import * as z from 'zod/mini';
import type { ModelTargets } from '../contract/env';
import type { Reader } from './settings';

const positive = z.number().check(z.positive());
const dollars = z.number().check(z.nonnegative());

const facts = z.object({
  provider: z.string(),
  price: z.object({ input: dollars, output: dollars, cacheRead: dollars, cacheWrite: dollars }),
  maxOutputTokens: positive,
  acceptsTemperature: z.boolean(),
});

const targets = z.record(
  z.string(),
  z.object({
    api: z.exactOptional(z.enum(['converse', 'sagemaker'])),
    modelId: z.string().check(z.minLength(1)),
    baseModelId: z.string().check(z.minLength(1)),
    facts: z.exactOptional(facts),
    geographic: z.boolean(),
    fallbacks: z.exactOptional(z.array(z.string())),
    timeoutMs: z.exactOptional(positive),
    maxOutputTokens: z.exactOptional(positive),
    promptCaching: z.exactOptional(z.boolean()),
  }),
);

/** Reads `MODELS`: the models by alias, at least one. */
export const modelTargets: Reader<ModelTargets> = (value) => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    throw new Error('must be JSON');
  }
  const { success, data } = targets.safeParse(parsed);
  if (!success || Object.keys(data).length === 0) {
    throw new Error('must map aliases to {modelId, baseModelId, geographic, fallbacks?, ...} (ModelTarget)');
  }
  for (const [alias, { fallbacks = [] }] of Object.entries(data)) {
    const chain = [alias, ...fallbacks];
    const strange = fallbacks.find((other) => !Object.hasOwn(data, other));
    if (strange !== undefined) throw new Error(`must map the fallback "${strange}" of "${alias}" as well`);
    if (new Set(chain).size < chain.length) throw new Error(`must name each model once in the fallbacks of "${alias}"`);
  }
  return data;
};

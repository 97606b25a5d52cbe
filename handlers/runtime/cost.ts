import type { ChatUsage } from '../contract/chat';
import type { ModelTarget } from '../contract/env';
import { type BaseModelId, GEOGRAPHIC_SURCHARGE, MODELS, type ModelFacts } from '../contract/models';

const PER_MILLION = 1_000_000;

/** What the contract knows of a foundation model; nothing of one that is not in its table. */
export const factsOf = (baseModelId: string): ModelFacts | undefined =>
  Object.hasOwn(MODELS, baseModelId) ? MODELS[baseModelId as BaseModelId] : undefined;

/** All tokens that a call read: Bedrock counts what came from, and went to, the prompt cache apart. */
export const promptTokens = ({ inputTokens, cacheReadTokens, cacheWriteTokens }: ChatUsage): number =>
  inputTokens + cacheReadTokens + cacheWriteTokens;

/** What one call cost, in US dollars, by the price table of the contract; nothing known of a model that is not in it. */
export function costUsd({ baseModelId, geographic }: ModelTarget, usage: ChatUsage): number | undefined {
  const facts = factsOf(baseModelId);
  if (facts === undefined) return undefined;
  const { price, longPrompt } = facts;
  const tokens =
    usage.inputTokens * price.input +
    usage.outputTokens * price.output +
    usage.cacheReadTokens * price.cacheRead +
    usage.cacheWriteTokens * price.cacheWrite;
  const dearer = longPrompt !== undefined && promptTokens(usage) > longPrompt.overTokens ? longPrompt.factor : 1;
  return (tokens * dearer * (geographic ? GEOGRAPHIC_SURCHARGE : 1)) / PER_MILLION;
}

import type { ChatUsage } from '../contract/chat';
import type { ModelTarget } from '../contract/env';
import { GEOGRAPHIC_SURCHARGE } from '../contract/models';
import { factsOf } from './model-facts';

const PER_MILLION = 1_000_000;

/** All tokens that a call read: Bedrock counts what came from, and went to, the prompt cache apart. */
export const promptTokens = ({ inputTokens, cacheReadTokens, cacheWriteTokens }: ChatUsage): number =>
  inputTokens + cacheReadTokens + cacheWriteTokens;

/**
 * What one call cost, in US dollars, by the price table of the contract or the price in config; nothing known of a model that
 * is in neither.
 */
export function costUsd(target: ModelTarget, usage: ChatUsage): number | undefined {
  const price = factsOf(target)?.price;
  if (price === undefined) return undefined;
  const tokens =
    usage.inputTokens * price.input +
    usage.outputTokens * price.output +
    usage.cacheReadTokens * price.cacheRead +
    usage.cacheWriteTokens * price.cacheWrite;
  return (tokens * factorOf(target, usage)) / PER_MILLION;
}

/** What the prompt cache has saved on one call, in US dollars. Less than nothing where more was written than read. */
export function cacheSavedUsd(target: ModelTarget, usage: ChatUsage): number | undefined {
  const price = factsOf(target)?.price;
  if (price === undefined) return undefined;
  const saved =
    usage.cacheReadTokens * (price.input - price.cacheRead) - usage.cacheWriteTokens * (price.cacheWrite - price.input);
  return (saved * factorOf(target, usage)) / PER_MILLION;
}

/** How much dearer than the table a call is. */
function factorOf(target: ModelTarget, usage: ChatUsage): number {
  const longPrompt = factsOf(target)?.longPrompt;
  const dearer = longPrompt !== undefined && promptTokens(usage) > longPrompt.overTokens ? longPrompt.factor : 1;
  return dearer * (target.geographic ? GEOGRAPHIC_SURCHARGE : 1);
}

import type { ModelCall } from './model-client';
import { factsOf } from './model-facts';

/** Of English text; other languages have fewer. What is guessed too short is not marked, and what is too long does no harm. */
const CHARACTERS_PER_TOKEN = 4;

export interface CachePoints {
  readonly afterSystem: boolean;
  readonly afterMessages: boolean;
}

/**
 * Where Bedrock shall keep what it has read, so that the next request with the same beginning reads it at a tenth of the price.
 *
 * A system prompt is the same from request to request. A conversation is worth keeping from its second turn on: it shows then
 * that it goes on, and the next turn begins with all of this one. A write costs a quarter more than reading, so a single
 * question is not kept. https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html
 */
export function cachePoints({
  target,
  system = '',
  messages,
}: Pick<ModelCall, 'target' | 'system' | 'messages'>): CachePoints {
  const minTokens = target.promptCaching === true ? factsOf(target)?.cacheMinTokens : undefined;
  if (minTokens === undefined) return { afterSystem: false, afterMessages: false };
  const least = minTokens * CHARACTERS_PER_TOKEN;
  const characters = messages.reduce((sum, { content }) => sum + content.length, system.length);
  return { afterSystem: system.length >= least, afterMessages: messages.length > 1 && characters >= least };
}

import type { ChatRequest, ChatUsage } from '../contract/chat';
import type { ModelTarget } from '../contract/env';
import { MODELS } from '../contract/models';
import { costUsd, promptTokens } from './cost';

/** What a request uses of a limit, in whole numbers: a table adds them up without a rounding error. */
export interface Use {
  /** Billionths of a US dollar. */
  readonly nanoUsd: number;
  /** Read and written. */
  readonly tokens: number;
}

export const NO_USE: Use = { nanoUsd: 0, tokens: 0 };

/** Dollars as a table counts them. */
export const nanoUsdOf = (usd: number): number => Math.round(usd * 1e9);

/** English has about four bytes a token, code and most other languages fewer. https://docs.claude.com/en/docs/build-with-claude/token-counting */
const BYTES_PER_TOKEN = 3;
export const guessedTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
/** Role and frame of one message. */
const TOKENS_PER_MESSAGE = 10;

/** What an answer has used. */
export const useOf = (target: ModelTarget, usage: ChatUsage): Use => ({
  nanoUsd: nanoUsdOf(costUsd(target, usage) ?? dearest(usage)),
  tokens: promptTokens(usage) + usage.outputTokens,
});

/**
 * What a request may use at most: an answer as long as it may be, by the dearest of the models that may give it. Only the
 * length of the prompt is guessed.
 *
 * @param targets The model that was asked for and its fallbacks, at least one.
 */
export function estimateOf(
  targets: readonly ModelTarget[],
  { messages, system = '', maxTokens }: Pick<ChatRequest, 'messages' | 'system'> & { readonly maxTokens: number },
): Use {
  const bytes = messages.reduce((sum, { content }) => sum + Buffer.byteLength(content), Buffer.byteLength(system));
  const usage: ChatUsage = {
    inputTokens: Math.ceil(bytes / BYTES_PER_TOKEN) + TOKENS_PER_MESSAGE * (messages.length + 1),
    outputTokens: maxTokens,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
  };
  const uses = targets.map((target) => useOf(target, usage));
  return {
    nanoUsd: Math.max(...uses.map(({ nanoUsd }) => nanoUsd)),
    tokens: Math.max(...uses.map(({ tokens }) => tokens)),
  };
}

/** A model whose price nobody has written down must not be free. */
const dearest = (usage: ChatUsage): number =>
  Math.max(
    ...Object.keys(MODELS).map((baseModelId) => costUsd({ modelId: '', baseModelId, geographic: true }, usage) ?? 0),
  );

import type { ConverseCommandOutput, ConverseStreamOutput, TokenUsage } from '@aws-sdk/client-bedrock-runtime';
import type { ModelAnswer, OnText } from './model-client';
import { ServiceError } from './service-error';
import { orAborted } from './time-limit';

interface Parts {
  readonly text: string;
  readonly stopReason?: string | undefined;
  readonly usage?: TokenUsage | undefined;
  readonly $metadata?: { readonly attempts?: number | undefined };
}

/**
 * An answer of its parts.
 *
 * @throws ServiceError `model-unavailable` when it lacks what Bedrock promises. A stream that just ends is no error to the
 * SDK: without this, half an answer would count as a whole one.
 */
export function answerOf({ text, stopReason, usage, $metadata }: Parts): ModelAnswer {
  if (stopReason === undefined || usage === undefined) {
    throw new ServiceError('model-unavailable', { detail: 'The model sent an incomplete answer' });
  }
  return {
    text,
    stopReason,
    usage: {
      inputTokens: usage.inputTokens ?? 0,
      outputTokens: usage.outputTokens ?? 0,
      cacheReadTokens: usage.cacheReadInputTokens ?? 0,
      cacheWriteTokens: usage.cacheWriteInputTokens ?? 0,
    },
    attempts: $metadata?.attempts ?? 1,
  };
}

export const textOf = ({ output }: ConverseCommandOutput): string =>
  (output?.message?.content ?? []).map(({ text }) => text ?? '').join('');

/** Passes the words of a stream on, and keeps what it says of itself. */
export async function streamedAnswer(
  stream: AsyncIterable<ConverseStreamOutput> | Iterable<ConverseStreamOutput>,
  onText: OnText,
  signal: AbortSignal,
): Promise<Parts> {
  let text = '';
  let stopReason: string | undefined;
  let usage: TokenUsage | undefined;
  for await (const { contentBlockDelta, messageStop, metadata } of stream) {
    const words = contentBlockDelta?.delta?.text;
    if (words) {
      text += words;
      const taken = onText(words);
      // a caller that reads slowly slows the model down, and may not hold it beyond the deadline
      if (taken !== undefined) await orAborted(taken, signal);
    }
    stopReason = messageStop?.stopReason ?? stopReason;
    usage = metadata?.usage ?? usage;
  }
  return { text, stopReason, usage };
}

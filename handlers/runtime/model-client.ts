import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { ChatMessage, ChatUsage } from '../contract/chat';
import { DEADLINES } from '../contract/deadlines';
import type { ModelTarget } from '../contract/env';
import { converse } from './converse';
import { answerOf, streamedAnswer, textOf } from './model-answer';
import { modelError, streamError } from './model-errors';
import { ServiceError } from './service-error';
import { timeLimit } from './time-limit';

export interface ModelCall {
  readonly target: ModelTarget;
  readonly messages: readonly ChatMessage[];
  readonly system?: string;
  /** A model that writes less gets its own ceiling. */
  readonly maxTokens: number;
  /** Both are left out for a model that takes neither. */
  readonly temperature?: number;
  readonly topP?: number;
  readonly guardrail: { readonly id: string; readonly version: string };
  /** Time for the call and its retries, in milliseconds; of a stream, for its first words. */
  readonly timeoutMs: number;
  /** Of a stream: time from now until its last words, in milliseconds. Default `timeoutMs`. */
  readonly streamTimeoutMs?: number;
  /** Takes the words of the answer as they come; what it returns is waited for. Without it the answer is not streamed. */
  readonly onText?: OnText;
  /** Fires when nobody waits for the answer any more. */
  readonly gone?: AbortSignal;
}

export type OnText = (text: string) => Promise<void> | undefined;

export interface ModelAnswer {
  readonly text: string;
  readonly stopReason: string;
  readonly usage: ChatUsage;
  readonly attempts: number;
  /** Of a stream: time until its first words. */
  readonly firstTextMs?: number;
}

/** Calls one model. @throws ServiceError, and nothing else. */
export type CallModel = (call: ModelCall) => Promise<ModelAnswer>;

/**
 * Bedrock's Converse and ConverseStream. The SDK retries, and it alone: what AWS calls retryable, as long as its quota of
 * retries lasts, which keeps a bad hour from becoming a storm. It never does once a stream has begun.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export function bedrock(): CallModel {
  const client = new BedrockRuntimeClient({
    // full jitter; the SDK's own waits up to a second after throttling, which a caller behind a gateway does not have
    retryStrategy: new ConfiguredRetryStrategy(DEADLINES.maxAttempts, () => Math.random() * DEADLINES.maxBackoffMs),
    // HTTP/1.1: the client's default is HTTP/2, for the operation that talks both ways, and hides why a connection failed
    requestHandler: new NodeHttpHandler({ connectionTimeout: DEADLINES.connectTimeoutMs }),
  });
  return async (call) => {
    if (call.timeoutMs <= 0) throw new ServiceError('model-timeout');
    const started = performance.now();
    const limit = timeLimit(call.timeoutMs);
    const abortSignal = call.gone === undefined ? limit.signal : AbortSignal.any([limit.signal, call.gone]);
    try {
      const { onText } = call;
      if (onText === undefined) {
        const output = await client.send(new ConverseCommand(converse(call)), { abortSignal });
        return answerOf({ ...output, text: textOf(output) });
      }
      const { stream, $metadata } = await client.send(new ConverseStreamCommand(converse(call)), { abortSignal });
      let begun = false;
      const sent: OnText = (text) => {
        if (!begun) limit.restart((call.streamTimeoutMs ?? call.timeoutMs) - (performance.now() - started));
        begun = true;
        return onText(text);
      };
      return answerOf({ ...(await streamedAnswer(stream ?? [], sent, abortSignal)), $metadata });
    } catch (error) {
      // first of all: an aborted stream looks like a broken one
      if (call.gone?.aborted === true) throw new ServiceError('caller-gone', { cause: error });
      if (limit.signal.aborted) throw new ServiceError('model-timeout', { cause: error });
      throw call.onText === undefined ? modelError(error) : streamError(error);
    } finally {
      limit.clear();
    }
  };
}

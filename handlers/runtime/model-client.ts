import { BedrockRuntimeClient, ConverseCommand, type ConverseCommandOutput } from '@aws-sdk/client-bedrock-runtime';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { ChatMessage, ChatUsage } from '../contract/chat';
import { DEADLINES } from '../contract/deadlines';
import type { ModelTarget } from '../contract/env';
import { modelError } from './model-errors';
import { ServiceError } from './service-error';

export interface ModelCall {
  readonly target: ModelTarget;
  readonly messages: readonly ChatMessage[];
  readonly system?: string;
  readonly maxTokens: number;
  readonly guardrail: { readonly id: string; readonly version: string };
  /** Time left for the call and its retries, in milliseconds. */
  readonly timeoutMs: number;
}

export interface ModelAnswer {
  readonly text: string;
  readonly stopReason: string;
  readonly usage: ChatUsage;
  readonly attempts: number;
}

/** Calls one model. @throws ServiceError, and nothing else. */
export type CallModel = (call: ModelCall) => Promise<ModelAnswer>;

/**
 * Bedrock's Converse. The SDK retries, and it alone: what AWS calls retryable, as long as its quota of retries lasts, which
 * keeps a bad hour from becoming a storm. https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
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
    try {
      const output = await client.send(new ConverseCommand(converse(call)), {
        abortSignal: AbortSignal.timeout(call.timeoutMs),
      });
      return answer(output);
    } catch (error) {
      throw modelError(error);
    }
  };
}

const converse = ({ target, messages, system, maxTokens, guardrail }: ModelCall) => ({
  modelId: target.modelId,
  messages: messages.map(({ role, content }) => ({ role, content: [{ text: content }] })),
  ...(system === undefined ? {} : { system: [{ text: system }] }),
  // never left out: Bedrock reserves a model's maximum from the quota when it is
  inferenceConfig: { maxTokens },
  guardrailConfig: { guardrailIdentifier: guardrail.id, guardrailVersion: guardrail.version },
});

/** @throws ServiceError `model-unavailable` when the answer lacks what Converse promises. */
function answer({ output, stopReason, usage, $metadata }: ConverseCommandOutput): ModelAnswer {
  if (stopReason === undefined || usage === undefined) {
    throw new ServiceError('model-unavailable', { detail: 'The model sent an incomplete answer' });
  }
  return {
    text: (output?.message?.content ?? []).map(({ text }) => text ?? '').join(''),
    stopReason,
    usage: {
      inputTokens: usage.inputTokens ?? 0,
      outputTokens: usage.outputTokens ?? 0,
      cacheReadTokens: usage.cacheReadInputTokens ?? 0,
      cacheWriteTokens: usage.cacheWriteInputTokens ?? 0,
    },
    attempts: $metadata.attempts ?? 1,
  };
}

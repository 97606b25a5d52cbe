import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { ChatMessage, ChatUsage } from '../contract/chat';
import { DEADLINES } from '../contract/deadlines';
import type { ModelTarget } from '../contract/env';
import { converse } from './converse';
import { answerOf, streamedAnswer, textOf } from './model-answer';
import { modelError, streamError } from './model-errors';
import { beforeStreamRetry, retryStrategy } from './retries';
import { timedCall } from './timed-call';

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
  /** How often the model was asked: 0 where the guardrail stopped the prompt before. */
  readonly attempts: number;
  /** Of a stream: time until its first words. */
  readonly firstTextMs?: number;
}

/** Calls one model. @throws ServiceError, and nothing else. */
export type CallModel = (call: ModelCall) => Promise<ModelAnswer>;

/** Bedrock Runtime, for Converse and for guardrails. Made once, and kept with its connections. */
export const bedrockClient = (): BedrockRuntimeClient =>
  new BedrockRuntimeClient({
    retryStrategy: retryStrategy(),
    // HTTP/1.1: the client's default is HTTP/2, for the operation that talks both ways, and hides why a connection failed
    requestHandler: new NodeHttpHandler({ connectionTimeout: DEADLINES.connectTimeoutMs }),
  });

/** Bedrock's Converse and ConverseStream. What is retried is never asked again once words have been passed on. */
export function bedrock(client: BedrockRuntimeClient = bedrockClient()): CallModel {
  return (call) =>
    timedCall(call, call.onText === undefined ? modelError : streamError, async ({ signal, sent, begun }) => {
      const abortSignal = signal;
      if (call.onText === undefined) {
        const output = await client.send(new ConverseCommand(converse(call)), { abortSignal });
        return answerOf({ ...output, text: textOf(output) });
      }
      let attempts = 0;
      for (;;) {
        const { stream, $metadata } = await client.send(new ConverseStreamCommand(converse(call)), { abortSignal });
        attempts += $metadata.attempts ?? 1;
        try {
          return answerOf({ ...(await streamedAnswer(stream ?? [], sent, signal)), $metadata: { attempts } });
        } catch (error) {
          if (begun() || signal.aborted) throw error;
          await beforeStreamRetry(error, attempts, signal);
        }
      }
    });
}

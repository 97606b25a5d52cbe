import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import {
  InvokeEndpointCommand,
  InvokeEndpointWithResponseStreamCommand,
  type ResponseStream,
  SageMakerRuntimeClient,
} from '@aws-sdk/client-sagemaker-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { ChatUsage } from '../../contract/chat';
import { DEADLINES } from '../../contract/deadlines';
import type { CallModel, ModelAnswer, ModelCall } from '../model-client';
import { GUARDRAIL } from '../outcome';
import { beforeStreamRetry, retryStrategy } from '../retries';
import { ServiceError } from '../service-error';
import { type CallTime, timedCall } from '../timed-call';
import { guessedTokens } from '../use';
import {
  completionIn,
  completionPieces,
  completionRequest,
  stopReasonOf,
  textOfCompletion,
  usageOf,
} from './chat-completions';
import { endpointError, saidError } from './endpoint-errors';
import { guardedStream } from './guarded-stream';
import { type Guard, guard } from './guardrail';

/**
 * A SageMaker endpoint whose container takes chat completions (docs/operations/sagemaker-endpoints.md). Nothing of Bedrock's stands between it
 * and the caller, so prompt and answer are held against the guardrail here.
 */
export function sagemaker(bedrock: BedrockRuntimeClient): CallModel {
  const client = new SageMakerRuntimeClient({
    retryStrategy: retryStrategy(),
    requestHandler: new NodeHttpHandler({ connectionTimeout: DEADLINES.connectTimeoutMs }),
  });
  const check = guard(bedrock);
  return (asked) =>
    timedCall(
      asked,
      (error) => endpointError(error, asked.onText !== undefined),
      async (time) => {
        const { guardrail, messages, onText } = asked;
        const contents = messages.map(({ content }) => content);
        // not the system prompt, which Bedrock's own models are not judged by either
        const prompt = await check('INPUT', contents, guardrail, time.signal);
        if (prompt.action === 'blocked') return stopped(prompt.texts.join('\n'), asked, time);
        const call = {
          ...asked,
          messages: messages.map((message, index) => ({ ...message, content: prompt.texts[index] ?? '' })),
        };
        return onText === undefined ? whole(client, call, time, check) : streamed(client, call, time, check);
      },
    );
}

/** The guardrail's words, without asking the endpoint. */
async function stopped(text: string, { onText }: ModelCall, { sent }: CallTime): Promise<ModelAnswer> {
  if (onText !== undefined) await sent(text);
  return { text, stopReason: GUARDRAIL, usage: usageOf({}), attempts: 0 };
}

const input = (call: ModelCall) => ({
  EndpointName: call.target.modelId,
  ContentType: 'application/json',
  Body: completionRequest(call),
});

async function whole(
  client: SageMakerRuntimeClient,
  call: ModelCall,
  { signal }: CallTime,
  check: Guard,
): Promise<ModelAnswer> {
  const { Body, $metadata } = await client.send(new InvokeEndpointCommand(input(call)), { abortSignal: signal });
  const completion = completionIn(Buffer.from(Body ?? []).toString('utf8'));
  if (completion.error) throw saidError(completion);
  const stopReason = stopReasonOf(completion);
  if (stopReason === undefined || !completion.usage) throw incomplete();
  const text = textOfCompletion(completion);
  const { action, texts } =
    text === '' ? ({ action: 'clean', texts: [] } as const) : await check('OUTPUT', [text], call.guardrail, signal);
  return {
    text: texts.join(''),
    stopReason: action === 'clean' ? stopReason : GUARDRAIL,
    usage: usageOf(completion.usage),
    attempts: $metadata.attempts ?? 1,
  };
}

async function streamed(
  client: SageMakerRuntimeClient,
  call: ModelCall,
  { signal, sent, begun }: CallTime,
  check: Guard,
): Promise<ModelAnswer> {
  const holds = (text: string) => check('OUTPUT', [text], call.guardrail, signal);
  // an answer that the guardrail stops is not written to its end
  const stop = new AbortController();
  const abortSignal = AbortSignal.any([signal, stop.signal]);
  let attempts = 0;
  try {
    for (;;) {
      const command = new InvokeEndpointWithResponseStreamCommand(input(call));
      const { Body, $metadata } = await client.send(command, { abortSignal });
      attempts += $metadata.attempts ?? 1;
      try {
        const answer = await guardedStream(completionPieces(payloads(Body ?? [])), { holds, sent, signal });
        if (answer === undefined) throw incomplete();
        const { usage = guessedUsage(call, answer.text) } = answer;
        return { ...answer, usage, attempts };
      } catch (error) {
        if (begun() || signal.aborted) throw error;
        await beforeStreamRetry(error, attempts, signal);
      }
    }
  } finally {
    stop.abort();
  }
}

/** Of an answer that was stopped, so that it does not count for nothing. */
const guessedUsage = ({ messages, system = '' }: ModelCall, text: string): ChatUsage =>
  usageOf({
    prompt_tokens: guessedTokens([system, ...messages.map(({ content }) => content)].join('')),
    completion_tokens: guessedTokens(text),
  });

const incomplete = () => new ServiceError('model-unavailable', { detail: 'The model sent an incomplete answer' });

/** The bytes that the container sent. An exception among the events is thrown by the SDK. */
async function* payloads(events: AsyncIterable<ResponseStream> | Iterable<ResponseStream>): AsyncGenerator<Uint8Array> {
  for await (const { PayloadPart } of events) if (PayloadPart?.Bytes !== undefined) yield PayloadPart.Bytes;
}

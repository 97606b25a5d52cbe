import type { ServerResponse } from 'node:http';
import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';

// The thinnest program that makes the same call: no validation, no limits, no telemetry, no deadline.

// HTTP/1.1 as in our handlers: the client's default, HTTP/2, is not what is compared
const client = new BedrockRuntimeClient({ requestHandler: new NodeHttpHandler() });
const modelId = process.env['BENCH_MODEL_ID'];

const input = (body: string): ConverseCommandInput => {
  const { messages, maxTokens } = JSON.parse(body) as {
    messages: { role: 'user' | 'assistant'; content: string }[];
    maxTokens: number;
  };
  return {
    modelId,
    messages: messages.map(({ role, content }) => ({ role, content: [{ text: content }] })),
    inferenceConfig: { maxTokens },
  };
};

export async function whole(body: string): Promise<string> {
  const { output, usage, stopReason } = await client.send(new ConverseCommand(input(body)));
  return JSON.stringify({ output: output?.message?.content?.[0]?.text, usage, stopReason });
}

export async function stream(body: string, out: ServerResponse): Promise<void> {
  const answer = await client.send(new ConverseStreamCommand(input(body)));
  out.setHeader('content-type', 'text/event-stream');
  for await (const { contentBlockDelta } of answer.stream ?? []) {
    if (contentBlockDelta?.delta?.text !== undefined)
      out.write(`data: ${JSON.stringify(contentBlockDelta.delta.text)}\n\n`);
  }
  out.end();
}

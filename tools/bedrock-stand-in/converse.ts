import type { ServerResponse } from 'node:http';
import { EXCEPTIONS, type ExceptionName, type Reply, type Usage } from './faults';

const DEFAULT_TEXT = 'Hello.';
const DEFAULT_USAGE: Usage = { inputTokens: 10, outputTokens: 5 };

/** What of an answer both ways of asking share. */
export const answerOf = ({
  text = DEFAULT_TEXT,
  stopReason = 'end_turn',
  usage = DEFAULT_USAGE,
}: Partial<Extract<Reply, { kind: 'answer' }>>) => ({
  text,
  stopReason,
  usage: { ...usage, totalTokens: usage.inputTokens + usage.outputTokens },
  metrics: { latencyMs: 1 },
});

export const sendJson = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

export const sendException = (response: ServerResponse, name: ExceptionName, message = 'no reason given'): void =>
  sendJson(response, EXCEPTIONS[name], { message }, { 'x-amzn-errortype': name });

/** Answers `POST /model/{id}/converse`. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html */
export function converse(response: ServerResponse, reply: Reply): void {
  switch (reply.kind) {
    case 'answer': {
      const { text, ...rest } = answerOf(reply);
      sendJson(response, 200, { output: { message: { role: 'assistant', content: [{ text }] } }, ...rest });
      return;
    }
    case 'exception':
      sendException(response, reply.name, reply.message);
      return;
    case 'malformed':
    case 'bad-checksum':
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"output": {"message"');
      return;
    case 'incomplete':
      sendJson(response, 200, { output: { message: { role: 'assistant', content: [{ text: 'half' }] } } });
      return;
    case 'page':
      response.writeHead(reply.status, { 'content-type': 'text/html' }).end(reply.body);
      return;
    case 'hang':
      return;
    case 'cut':
      response.socket?.destroy();
      return;
    default:
      reply satisfies never;
  }
}

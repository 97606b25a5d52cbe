import type { ServerResponse } from 'node:http';
import { ENDPOINT_EXCEPTIONS, type EndpointReply } from './faults';

export const DEFAULT_TEXT = 'Hello.';
export const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
/** As vLLM tells of an error when it is too late for a status. */
export const SAID_ERROR = { error: { message: 'no reason given', type: 'TooManyRequests', code: 429 } };

export function exception(response: ServerResponse, reply: Extract<EndpointReply, { kind: 'exception' }>): void {
  const { name, message = 'no reason given', originalStatus, errorCode } = reply;
  response.writeHead(ENDPOINT_EXCEPTIONS[name], { 'content-type': 'application/json', 'x-amzn-errortype': name }).end(
    JSON.stringify({
      Message: message,
      OriginalMessage: message,
      OriginalStatusCode: originalStatus,
      ErrorCode: errorCode,
    }),
  );
}

/** Answers `InvokeEndpoint`. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html */
export function completion(response: ServerResponse, reply: EndpointReply): void {
  const send = (body: object): void => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const choice = (content: string, finish_reason: string | null) => ({
    index: 0,
    message: { role: 'assistant', content },
    finish_reason,
  });
  switch (reply.kind) {
    case 'answer':
      send({ choices: [choice(reply.text ?? DEFAULT_TEXT, reply.finishReason ?? 'stop')], usage: USAGE });
      return;
    case 'exception':
      exception(response, reply);
      return;
    case 'malformed':
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices": [');
      return;
    case 'incomplete':
      send({ choices: [choice('half', null)], usage: USAGE });
      return;
    case 'no-usage':
      send({ choices: [choice('all of it', 'stop')] });
      return;
    case 'said-error':
      send(SAID_ERROR);
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

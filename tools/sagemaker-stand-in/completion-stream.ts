import type { ServerResponse } from 'node:http';
import { frame } from '../bedrock-stand-in/frame';
import { DEFAULT_TEXT, exception, SAID_ERROR, USAGE } from './completion';
import type { EndpointReply } from './faults';

/** The words that come before a fault, long enough for the caller's guardrail to let the first of them go. */
export const WORDS_BEFORE_FAULT = `${'word '.repeat(199)}end. ${'more '.repeat(120)}`;

/**
 * Answers `InvokeEndpointWithResponseStream`, a word a piece.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointWithResponseStream.html
 */
export function streamedCompletion(response: ServerResponse, reply: EndpointReply): void {
  const midway = reply.kind !== 'answer' && reply.midway === true;
  // an exception of streams comes as an event even when nothing came before it
  if (reply.kind === 'exception' && !midway && !/Stream/.test(reply.name)) {
    exception(response, reply);
    return;
  }
  const text = reply.kind === 'answer' ? (reply.text ?? DEFAULT_TEXT) : midway ? WORDS_BEFORE_FAULT : '';
  response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' }).flushHeaders();
  const send = (data: object): void => piece(response, data, reply.kind === 'answer' && reply.form === 'lines');
  const words = (content: string, finish_reason: string | null = null) =>
    send({ choices: [{ index: 0, delta: { content }, finish_reason }], usage: null });
  if (reply.kind === 'exception' && reply.wordless) words('');
  for (const word of text.match(/\s*\S+\s*?/g) ?? []) words(word);
  switch (reply.kind) {
    case 'answer':
      words('', reply.finishReason ?? 'stop');
      send({ choices: [], usage: USAGE });
      if (reply.form !== 'lines') response.write(part('data: [DONE]\n\n'));
      response.end();
      return;
    case 'exception':
      response.end(
        frame('exception', reply.name, JSON.stringify({ Message: reply.message, ErrorCode: reply.errorCode })),
      );
      return;
    case 'said-error':
      send(SAID_ERROR);
      response.end();
      return;
    case 'malformed':
      response.end(part('data: {"choices":\n\n'));
      return;
    case 'no-usage':
      words('', 'stop');
      response.end();
      return;
    case 'incomplete':
      response.end();
      return;
    case 'hang':
      return;
    case 'cut':
      // once what came before is on its way
      response.write('', () => response.socket?.destroy());
      return;
    default:
      reply satisfies never;
  }
}

const part = (bytes: string | Uint8Array): Uint8Array =>
  frame('event', 'PayloadPart', bytes, 'application/octet-stream');

/** One piece, torn in two, maybe within a letter: SageMaker cuts where it likes. */
function piece(response: ServerResponse, data: object, asLine: boolean): void {
  const json = JSON.stringify(data);
  const bytes = Buffer.from(asLine ? `${json}\n` : `data: ${json}\n\n`);
  const middle = Math.floor(bytes.length / 2);
  response.write(part(bytes.subarray(0, middle)));
  response.write(part(bytes.subarray(middle)));
}

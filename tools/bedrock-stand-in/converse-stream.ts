import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { answerOf, converse } from './converse';
import type { Reply } from './faults';
import { frame } from './frame';

const event = (type: string, body: object): Uint8Array => frame('event', type, JSON.stringify(body));
const delta = (text: string) => event('contentBlockDelta', { contentBlockIndex: 0, delta: { text } });

/**
 * Answers `POST /model/{id}/converse-stream`, a word an event.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
 *
 * @param gone Fires when the caller has gone, which ends the stream.
 */
export async function converseStream(response: ServerResponse, reply: Reply, gone: AbortSignal): Promise<void> {
  const firstWords = reply.kind === 'answer' || reply.kind === 'page' ? undefined : reply.afterDeltas;
  if (reply.kind === 'page' || (reply.kind === 'exception' && firstWords === undefined)) {
    converse(response, reply);
    return;
  }
  const { text, stopReason, usage, metrics } = answerOf(
    reply.kind === 'answer' ? reply : { text: 'one two three four' },
  );
  const words = text.match(/\s*\S+\s*?/g) ?? [];

  response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' }).flushHeaders();
  response.write(event('messageStart', { role: 'assistant' }));
  for (const word of words.slice(0, reply.kind === 'answer' ? words.length : (firstWords ?? 0))) {
    if (reply.deltaMs) await wait(reply.deltaMs, undefined, { signal: gone });
    response.write(delta(word));
  }
  switch (reply.kind) {
    case 'answer':
      response.write(event('contentBlockStop', { contentBlockIndex: 0 }));
      response.write(event('messageStop', { stopReason }));
      response.end(event('metadata', { usage, metrics }));
      return;
    case 'exception': {
      const type = `${reply.name[0]?.toLowerCase()}${reply.name.slice(1)}`;
      response.end(frame('exception', type, JSON.stringify({ message: reply.message ?? 'no reason given' })));
      return;
    }
    case 'malformed':
      response.end(frame('event', 'contentBlockDelta', '{"delta": {'));
      return;
    case 'incomplete':
      response.end();
      return;
    case 'bad-checksum': {
      const damaged = delta('damaged');
      damaged[damaged.length - 1] = ~(damaged.at(-1) ?? 0) & 0xff;
      response.end(damaged);
      return;
    }
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

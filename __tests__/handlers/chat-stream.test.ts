import type { Reply } from '../../tools/bedrock-stand-in/faults';
import { type BedrockStandIn, bedrockStandIn } from '../../tools/bedrock-stand-in/server';
import { type BundledHandler, bundledHandler, proxyEvent, type StreamOptions } from './bundled';
import { chatEnvironment, PROFILE } from './chat-environment';
import { eventsIn, textIn } from './events';

let bedrock: BedrockStandIn;
let handler: BundledHandler;

beforeAll(async () => {
  bedrock = await bedrockStandIn();
  handler = await bundledHandler('chat', chatEnvironment(bedrock.url));
});
beforeEach(() => {
  bedrock.reset();
  handler.forget();
});
afterAll(async () => {
  handler.close();
  await bedrock.close();
});

const hello = { messages: [{ role: 'user', content: 'Hi' }] };
const ask = (body: unknown = hello, options?: StreamOptions, accept = 'text/event-stream') =>
  handler.stream(proxyEvent(body, accept), options);
const lastOf = (body: string) => eventsIn(body).at(-1);
const answered = () =>
  handler
    .lines()
    .map((line) => JSON.parse(line) as { message?: string; outcome?: string; status?: number })
    .find(({ message }) => message === 'answered');

describe('a streamed answer', () => {
  it('comes word by word, and ends with what it was', async () => {
    bedrock.script({
      kind: 'answer',
      text: 'Well,\nhello "there".',
      usage: { inputTokens: 12, outputTokens: 3, cacheReadInputTokens: 4 },
    });
    const { statusCode, headers, body } = await ask({ ...hello, system: 'Be brief.', maxTokens: 50 });
    expect(statusCode).toBe(200);
    expect(headers).toEqual({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-request-id': 'request-1',
    });
    expect(eventsIn(body)).toEqual([
      { name: 'delta', data: { text: 'Well,' } },
      { name: 'delta', data: { text: '\nhello' } },
      { name: 'delta', data: { text: ' "there".' } },
      {
        name: 'done',
        data: {
          id: 'request-1',
          model: 'fast',
          stopReason: 'end_turn',
          usage: { inputTokens: 12, outputTokens: 3, cacheReadTokens: 4, cacheWriteTokens: 0 },
        },
      },
    ]);
    expect(bedrock.calls).toEqual([
      {
        modelId: PROFILE,
        stream: true,
        body: {
          messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
          system: [{ text: 'Be brief.' }],
          inferenceConfig: { maxTokens: 50 },
          guardrailConfig: { guardrailIdentifier: 'guardrail-id', guardrailVersion: '3' },
        },
      },
    ]);
  });

  it('goes out with the first words, before the model has said the next', async () => {
    bedrock.script({ kind: 'hang', afterDeltas: 1 });
    const { body } = await ask(hello, { onChunk: (_, leave) => leave() });
    expect(eventsIn(body)).toEqual([{ name: 'delta', data: { text: 'one' } }]);
  });

  it('is whole however slowly it is read', async () => {
    const text = Array.from({ length: 400 }, (_, word) => `word${word}`).join(' ');
    bedrock.script({ kind: 'answer', text });
    const { body } = await ask();
    expect(textIn(body)).toBe(text);
    expect(lastOf(body)?.name).toBe('done');
  });

  it('says so when the guardrail has replaced it', async () => {
    bedrock.script({ kind: 'answer', text: 'Stopped here.', stopReason: 'guardrail_intervened' });
    const { body } = await ask();
    expect(lastOf(body)).toMatchObject({ name: 'done', data: { stopReason: 'guardrail_intervened' } });
    expect(answered()).toMatchObject({ outcome: 'guardrail', status: 200 });
  });

  it('without a word has its end all the same', async () => {
    bedrock.script({ kind: 'answer', text: '' });
    expect(eventsIn((await ask()).body).map(({ name }) => name)).toEqual(['done']);
  });
});

describe('who gets a stream', () => {
  it.each([
    ['asks for it', 'text/event-stream', 'text/event-stream'],
    ['asks for it among others', 'application/json;q=0.5, Text/Event-Stream', 'text/event-stream'],
    ['takes anything', '*/*', 'application/json'],
    ['rules it out', 'text/event-stream;q=0, application/json', 'application/json'],
    ['asks for JSON', 'application/json', 'application/json'],
  ])('is told by the Accept header: who %s', async (_, accept, type) => {
    const { statusCode, headers } = await ask(hello, {}, accept);
    expect([statusCode, headers['content-type']]).toEqual([200, type]);
    expect(bedrock.calls[0]?.stream).toBe(type === 'text/event-stream' ? true : undefined);
  });

  it('is told by every value of the header', async () => {
    const event = { ...proxyEvent(hello), multiValueHeaders: { ACCEPT: ['application/json', 'text/event-stream'] } };
    expect((await handler.stream(event)).headers['content-type']).toBe('text/event-stream');
  });

  it('is nobody where the function is called for whole answers', async () => {
    const { statusCode, body } = await handler.invoke(proxyEvent(hello, 'text/event-stream'));
    expect([statusCode, (JSON.parse(body) as { output: string }).output]).toEqual([200, 'Hello.']);
  });

  it('is nobody outside of a runtime that streams, where the function loads and answers all the same', async () => {
    const elsewhere = await bundledHandler('chat', { ...chatEnvironment(bedrock.url), NO_STREAMING: '1' });
    expect((await elsewhere.invoke(proxyEvent(hello, 'text/event-stream'))).statusCode).toBe(200);
    elsewhere.close();
  });
});

describe('what goes wrong before the first words', () => {
  it.each<[string, unknown, readonly Reply[], number, string]>([
    ['a request that does not fit', {}, [], 400, 'invalid-request'],
    ['a model that is not known', { ...hello, model: 'gpt' }, [], 400, 'unknown-model'],
    ['an access that is denied', hello, [{ kind: 'exception', name: 'AccessDeniedException' }], 502, 'model-refused'],
  ])('is a problem document with its own status: %s', async (_, body, script, status, code) => {
    bedrock.script(...script);
    const { statusCode, headers, body: text } = await ask(body);
    expect([statusCode, headers['content-type']]).toEqual([status, 'application/problem+json']);
    expect(JSON.parse(text)).toMatchObject({ type: `urn:problem:llm-service:${code}`, status, instance: 'request-1' });
    expect(answered()).toMatchObject({ outcome: code, status });
  });
});

describe('a caller who goes', () => {
  it('takes the call to the model along', async () => {
    bedrock.script({ kind: 'hang', afterDeltas: 2 });
    const whole = ask(hello, { onChunk: (_, leave) => leave() });
    await bedrock.left();
    await whole;
    expect(answered()).toMatchObject({ outcome: 'caller-gone', status: 499 });
  });

  it('costs the next one nothing', async () => {
    bedrock.script({ kind: 'answer', text: 'one two three four', deltaMs: 2 });
    await ask(hello, { onChunk: (_, leave) => leave() });
    expect(lastOf((await ask()).body)?.name).toBe('done');
  });
});

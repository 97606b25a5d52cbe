import { setImmediate } from 'node:timers/promises';
import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Reply } from '../../tools/bedrock-stand-in/faults';
import { type BedrockStandIn, bedrockStandIn } from '../../tools/bedrock-stand-in/server';

let bedrock: BedrockStandIn;
let client: BedrockRuntimeClient;
beforeAll(async () => {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  bedrock = await bedrockStandIn();
  client = new BedrockRuntimeClient({
    endpoint: bedrock.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler(),
  });
});
beforeEach(() => bedrock.reset());
afterAll(async () => {
  client.destroy();
  await bedrock.close();
});

const ask = { modelId: 'arn:aws:x/y', messages: [{ role: 'user' as const, content: [{ text: 'Hi' }] }] };

/** What the real SDK makes of a stream: its events by name, its text, and how it ended. */
async function streamed(goAwayAtFirstWord?: AbortController) {
  const events: string[] = [];
  let text = '';
  try {
    const { stream } = await client.send(new ConverseStreamCommand(ask), {
      ...(goAwayAtFirstWord ? { abortSignal: goAwayAtFirstWord.signal } : {}),
    });
    for await (const event of stream ?? []) {
      const [name = ''] = Object.keys(event);
      if (events.at(-1) !== name) events.push(name);
      text += event.contentBlockDelta?.delta?.text ?? '';
      if (text !== '') goAwayAtFirstWord?.abort();
    }
    return { events, text, error: undefined };
  } catch (error) {
    return { events, text, error: error as Error };
  }
}

describe('a stream', () => {
  it('has the events of ConverseStream in their order, and all of the text', async () => {
    bedrock.script({ kind: 'answer', text: 'Well, hello\nthere.', deltaMs: 1 });
    expect(await streamed()).toEqual({
      events: ['messageStart', 'contentBlockDelta', 'contentBlockStop', 'messageStop', 'metadata'],
      text: 'Well, hello\nthere.',
      error: undefined,
    });
    expect(bedrock.calls).toMatchObject([{ modelId: ask.modelId, stream: true }]);
  });

  it.each<[string, Reply, string, string]>([
    [
      'an exception before the first byte',
      { kind: 'exception', name: 'ThrottlingException' },
      '',
      'ThrottlingException',
    ],
    [
      'an exception after two words',
      { kind: 'exception', name: 'ModelStreamErrorException', afterDeltas: 2 },
      'one two',
      'ModelStreamErrorException',
    ],
    ['a connection that is cut', { kind: 'cut', afterDeltas: 1 }, 'one', 'Error'],
    ['a damaged event', { kind: 'bad-checksum', afterDeltas: 1 }, 'one', 'Error'],
    ['an event that is no JSON', { kind: 'malformed', afterDeltas: 1 }, 'one', 'SyntaxError'],
    ['a page of a proxy', { kind: 'page', status: 502, body: '<h1>Bad gateway</h1>' }, '', 'SyntaxError'],
  ])('can fail by %s', async (_, reply, text, name) => {
    bedrock.script(reply);
    const { text: got, error } = await streamed();
    expect([got, error?.name]).toEqual([text, name]);
  });

  it('can end without its end, which the SDK takes for success', async () => {
    bedrock.script({ kind: 'incomplete', afterDeltas: 1 });
    expect(await streamed()).toEqual({ events: ['messageStart', 'contentBlockDelta'], text: 'one', error: undefined });
  });

  it('can hang in the middle until the caller gives up', async () => {
    bedrock.script({ kind: 'hang', afterDeltas: 1 });
    const { text, error } = await streamed(new AbortController());
    expect(text).toBe('one');
    expect(error).toBeDefined();
  });
});

describe('one answer', () => {
  it('can be late', async () => {
    bedrock.script({ kind: 'answer', latencyMs: 30 });
    const started = performance.now();
    await client.send(new ConverseCommand(ask));
    expect(performance.now() - started).toBeGreaterThanOrEqual(29);
  });

  it('is not owed to a caller who has gone, and the next one gets its own', async () => {
    bedrock.script({ kind: 'answer', latencyMs: 10_000 }, { kind: 'answer', text: 'Second.' });
    const caller = new AbortController();
    const first = client.send(new ConverseCommand(ask), { abortSignal: caller.signal });
    while (bedrock.calls.length === 0) await setImmediate();
    caller.abort();
    await expect(first).rejects.toThrow();
    const { output } = await client.send(new ConverseCommand(ask));
    expect(output?.message?.content).toEqual([{ text: 'Second.' }]);
  });
});

describe('over HTTP', () => {
  const post = (path: string, body: string) => fetch(`${bedrock.url}${path}`, { method: 'POST', body });

  it('takes a script, and says what it does not know', async () => {
    expect(await (await post('/script', '[{"kind":"hang"}]')).json()).toEqual({ waiting: 1 });
    for (const wrong of ['[{"kind":"sulk"}]', '[null]', '{}', 'x']) {
      const response = await post('/script', wrong);
      expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('answer, exception')]);
    }
  });

  it('refuses what is no call, and stays up', async () => {
    expect((await post('/model/x/invoke', '{}')).status).toBe(404);
    expect((await post('/model/x/converse', '{"messages":')).status).toBe(400);
    expect((await post('/model/%E0/converse', '{}').catch(() => ({ status: 0 }))).status).toBe(0);
    expect((await post('/model/x/converse', '{}')).status).toBe(200);
  });
});

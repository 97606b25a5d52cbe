import type { ChatResponse } from '../../handlers/contract/chat';
import { METRICS } from '../../handlers/contract/metrics';
import { type BedrockStandIn, bedrockStandIn } from '../../tools/bedrock-stand-in/server';
import type { DynamoDbStandIn } from '../../tools/dynamodb-stand-in/server';
import { type Agent, agent } from './agent';
import { type BundledHandler, bundledHandler, proxyEvent } from './bundled';
import {
  chatEnvironment,
  DATADOG_LAYER,
  datadogEnvironment,
  NO_JITTER,
  PATIENT,
  WITH_FALLBACK,
} from './chat-environment';
import { dynamodb, memoryEnvironment, TABLES } from './dynamodb';
import { eventsIn, textIn } from './events';

let bedrock: BedrockStandIn;
let tables: DynamoDbStandIn;
let extension: Agent;
let handler: BundledHandler;

beforeAll(async () => {
  [bedrock, tables, extension] = await Promise.all([bedrockStandIn(), dynamodb(), agent()]);
  handler = await bundledHandler(
    'chat',
    {
      ...chatEnvironment(bedrock.url),
      ...datadogEnvironment(extension.url),
      ...memoryEnvironment(tables),
      MODELS: WITH_FALLBACK,
    },
    [NO_JITTER, PATIENT, DATADOG_LAYER],
  );
});
beforeEach(async () => {
  bedrock.reset();
  await tables.reset();
  handler.forget();
});
afterAll(async () => {
  handler.close();
  await Promise.all([bedrock.close(), tables.close(), extension.close()]);
});

interface Caller {
  /** Header `Idempotency-Key`. */
  readonly key?: string;
  /** Whose API key it is. */
  readonly apiKeyId?: string;
}

const eventOf = (body: unknown, { key, apiKeyId = 'tenant-a' }: Caller = {}, accept?: string) => {
  const event = proxyEvent(body, accept);
  return {
    ...event,
    headers: { ...event.headers, ...(key === undefined ? {} : { 'idempotency-KEY': key }) },
    requestContext: { ...event.requestContext, apiId: 'api', identity: { apiKeyId } },
  };
};

const question = (text = 'Hi', more: object = {}) => ({ messages: [{ role: 'user', content: text }], ...more });
const cacheable = (text?: string, more: object = {}) => question(text, { cache: true, ...more });

/** The two ways in, answering alike. */
const ENTRIES = ['buffered', 'streamed'] as const;

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** The answer, or the problem. */
  readonly body: Partial<ChatResponse> & { readonly type?: string };
}

async function ask(entry: (typeof ENTRIES)[number], body: unknown, caller?: Caller): Promise<Answered> {
  if (entry === 'buffered') {
    const result = await handler.invoke(eventOf(body, caller));
    return { status: result.statusCode, headers: result.headers ?? {}, body: JSON.parse(result.body) as object };
  }
  const result = await handler.stream(eventOf(body, caller, 'text/event-stream'));
  if (result.headers['content-type'] !== 'text/event-stream') {
    return { status: result.statusCode, headers: result.headers, body: JSON.parse(result.body) as object };
  }
  const last = eventsIn(result.body).at(-1);
  const output = last?.name === 'done' ? { output: textIn(result.body) } : {};
  return { status: result.statusCode, headers: result.headers, body: { ...(last?.data as object), ...output } };
}

/** Values of a tag on the points of a metric, in order. */
const told = (metric: { readonly name: string }, tag: string): string[] =>
  handler
    .lines()
    .filter((line) => line.includes(`"m":"${metric.name}"`))
    .map((line) => (JSON.parse(line) as { t: string[] }).t.find((one) => one.startsWith(`${tag}:`)) ?? '');

describe.each(ENTRIES)('the response cache, %s', (entry) => {
  it('answers the same question again without a model, and says so', async () => {
    bedrock.script({ kind: 'answer', text: 'one two', usage: { inputTokens: 1_000_000, outputTokens: 0 } });
    const first = await ask(entry, cacheable());
    const second = await ask(entry, cacheable());
    expect(first.body).not.toHaveProperty('cached');
    expect(second).toMatchObject({ status: 200, body: { ...first.body, cached: true } });
    expect(bedrock.calls).toHaveLength(1);
    expect(told(METRICS.cacheRequests, 'result')).toEqual(['result:miss', 'result:stored', 'result:hit']);
    expect(told(METRICS.chatRequests, 'outcome')).toEqual(['outcome:ok', 'outcome:ok']);
    const saved = handler.lines().filter((line) => line.includes(METRICS.responseCacheSavedUsd.name));
    expect(saved.map((line) => (JSON.parse(line) as { v: number }).v)).toEqual([expect.closeTo(0.5)]);
    const answered = handler.lines().filter((line) => line.includes('"message":"answered"'));
    expect(answered.map((line) => (JSON.parse(line) as { cache: string }).cache)).toEqual(['miss', 'hit']);
  });

  it('gives an answer that came the other way', async () => {
    await ask(ENTRIES[1 - ENTRIES.indexOf(entry)] ?? entry, cacheable());
    expect((await ask(entry, cacheable())).body).toMatchObject({ output: expect.any(String), cached: true });
  });

  it('is asked only by who wants it', async () => {
    await ask(entry, cacheable());
    await ask(entry, question());
    await ask(entry, question('Hi', { cache: false }));
    expect(bedrock.calls).toHaveLength(3);
    expect(told(METRICS.cacheRequests, 'result')).toEqual(['result:miss', 'result:stored']);
  });

  it.each<[string, object, Caller]>([
    ['another question', cacheable('Hello'), {}],
    ['another system prompt', cacheable('Hi', { system: 'Be brief.' }), {}],
    ['another ceiling', cacheable('Hi', { maxTokens: 5 }), {}],
    ['another model', cacheable('Hi', { model: 'spare' }), {}],
    ['another tenant', cacheable(), { apiKeyId: 'tenant-b' }],
  ])('knows %s as another', async (_, body, caller) => {
    await ask(entry, cacheable());
    expect((await ask(entry, body, caller)).body).not.toHaveProperty('cached');
    expect(bedrock.calls).toHaveLength(2);
  });

  it.each(['max_tokens', 'guardrail_intervened', 'stop_sequence'])(
    'keeps no answer that ended by %s',
    async (stopReason) => {
      bedrock.script({ kind: 'answer', stopReason });
      await ask(entry, cacheable());
      expect(await tables.items(TABLES.answers)).toEqual([]);
    },
  );

  it('keeps no answer of a fallback: it is none of the model that was asked', async () => {
    bedrock.script({ kind: 'exception', name: 'AccessDeniedException' });
    expect((await ask(entry, cacheable())).body.model).toBe('spare');
    expect(await tables.items(TABLES.answers)).toEqual([]);
  });

  it('keeps nothing beyond its time', async () => {
    const before = Math.floor(Date.now() / 1_000);
    await ask(entry, cacheable());
    const [item] = await tables.items(TABLES.answers);
    expect(Number(item?.['expiresAt']?.['N']) - before).toBeGreaterThanOrEqual(60);
    expect(Number(item?.['expiresAt']?.['N']) - before).toBeLessThan(90);
  });
});

describe.each(ENTRIES)('an idempotency key, %s', (entry) => {
  const key = 'order-17/attempt';

  it('gives the same answer to the same request, without a model', async () => {
    const first = await ask(entry, question(), { key });
    const second = await ask(entry, question(), { key });
    expect(second).toMatchObject({ status: 200, body: { ...first.body, replayed: true } });
    expect(bedrock.calls).toHaveLength(1);
    expect(told(METRICS.replays, 'result')).toEqual(['result:first', 'result:replayed']);
  });

  it('gives it also for an answer that was cut off or stopped', async () => {
    bedrock.script({ kind: 'answer', stopReason: 'max_tokens' });
    await ask(entry, question(), { key });
    expect((await ask(entry, question(), { key })).body).toMatchObject({ stopReason: 'max_tokens', replayed: true });
  });

  it('refuses another request under the same key', async () => {
    await ask(entry, question(), { key });
    const { status, body } = await ask(entry, question('Bye'), { key });
    expect([status, body.type]).toEqual([422, 'urn:problem:llm-service:idempotency-mismatch']);
    expect(bedrock.calls).toHaveLength(1);
    expect(told(METRICS.replays, 'result')).toEqual(['result:first', 'result:reused']);
  });

  it('is of its tenant alone', async () => {
    await ask(entry, question(), { key });
    expect((await ask(entry, question('Bye'), { key, apiKeyId: 'tenant-b' })).status).toBe(200);
  });

  it('lets one of two through while it is being answered', async () => {
    bedrock.script({ kind: 'answer', latencyMs: 1_000 });
    const both = await Promise.all([ask(entry, question(), { key }), ask(entry, question(), { key })]);
    const [refused] = both.filter(({ status }) => status !== 200);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(refused?.body.type).toBe('urn:problem:llm-service:request-in-progress');
    expect(refused?.headers).toMatchObject({ 'retry-after': '2' });
    expect(bedrock.calls).toHaveLength(1);
  });

  it('is free again when the request has failed', async () => {
    bedrock.script(
      { kind: 'exception', name: 'AccessDeniedException' },
      { kind: 'exception', name: 'AccessDeniedException' },
    );
    expect((await ask(entry, question(), { key })).status).toBe(502);
    expect(await tables.items(TABLES.replays)).toEqual([]);
    expect((await ask(entry, question('Bye'), { key })).status).toBe(200);
  });

  it('has what the cache gave', async () => {
    await ask(entry, cacheable());
    await ask(entry, cacheable(), { key });
    await tables.reset();
    expect(bedrock.calls).toHaveLength(1);
    await ask(entry, cacheable('Hello'), { key });
    expect((await ask(entry, cacheable('Hello'), { key })).body).toMatchObject({ replayed: true });
  });

  it.each(['', ' ', 'a b', 'ä', 'x'.repeat(256)])('must be short and plain, not %j', async (strange) => {
    const { status, body } = await ask(entry, question(), { key: strange });
    expect([status, body]).toEqual([
      400,
      expect.objectContaining({ errors: [expect.objectContaining({ field: 'Idempotency-Key' })] }),
    ]);
    expect(tables.calls).toEqual([]);
  });
});

describe('a stream that broke after its first words', () => {
  it('is no answer: its key is free again, and the cache keeps nothing', async () => {
    bedrock.script({ kind: 'cut', afterDeltas: 2 });
    await ask('streamed', cacheable(), { key: 'k' });
    expect(await tables.items(TABLES.replays)).toEqual([]);
    expect(await tables.items(TABLES.answers)).toEqual([]);
  });
});

describe('what a replayed answer is to a streaming caller', () => {
  it('one delta and the end', async () => {
    bedrock.script({ kind: 'answer', text: 'one two three' });
    await ask('streamed', question(), { key: 'k' });
    const { body } = await handler.stream(eventOf(question(), { key: 'k' }, 'text/event-stream'));
    expect(eventsIn(body)).toEqual([
      { name: 'delta', data: { text: 'one two three' } },
      { name: 'done', data: expect.objectContaining({ id: 'request-1', replayed: true }) },
    ]);
  });
});

import type { Reply } from '../../tools/bedrock-stand-in/faults';
import { type BedrockStandIn, bedrockStandIn } from '../../tools/bedrock-stand-in/server';
import { type BundledHandler, bundledHandler, proxyEvent } from './bundled';
import { chatEnvironment, NO_JITTER, PROFILE } from './chat-environment';

let bedrock: BedrockStandIn;
let handler: BundledHandler;

beforeAll(async () => {
  bedrock = await bedrockStandIn();
  handler = await bundledHandler('chat', chatEnvironment(bedrock.url), [NO_JITTER]);
});
beforeEach(() => bedrock.reset());
afterAll(async () => {
  handler.close();
  await bedrock.close();
});

const hello = { messages: [{ role: 'user', content: 'Hi' }] };
const ask = (body: unknown, remainingMs?: number) => handler.invoke(proxyEvent(body), remainingMs);
const problemOf = (body: string) =>
  JSON.parse(body) as {
    type: string;
    status: number;
    detail: string;
    instance: string;
    errors?: { field: string; message: string }[];
  };

describe('an answer', () => {
  it('comes from the model through its profile, guardrail and ceiling', async () => {
    bedrock.script({
      kind: 'answer',
      text: 'Hello there.',
      usage: { inputTokens: 12, outputTokens: 3, cacheReadInputTokens: 4 },
    });
    const { statusCode, headers, body } = await ask({ ...hello, system: 'Be brief.', maxTokens: 50, model: 'fast' });
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-request-id': 'request-1',
    });
    expect(JSON.parse(body)).toEqual({
      id: 'request-1',
      model: 'fast',
      output: 'Hello there.',
      stopReason: 'end_turn',
      usage: { inputTokens: 12, outputTokens: 3, cacheReadTokens: 4, cacheWriteTokens: 0 },
    });
    expect(bedrock.calls).toEqual([
      {
        modelId: PROFILE,
        body: {
          messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
          system: [{ text: 'Be brief.' }],
          inferenceConfig: { maxTokens: 50 },
          guardrailConfig: { guardrailIdentifier: 'guardrail-id', guardrailVersion: '3' },
        },
      },
    ]);
  });

  it('always has a ceiling, because Bedrock would reserve the whole of what the model can write', async () => {
    await ask(hello);
    expect(bedrock.calls[0]?.body.inferenceConfig).toEqual({ maxTokens: 1_000 });
  });

  it('says so when the guardrail has replaced it', async () => {
    bedrock.script({ kind: 'answer', text: 'This request was stopped.', stopReason: 'guardrail_intervened' });
    const { statusCode, body } = await ask(hello);
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ stopReason: 'guardrail_intervened', output: 'This request was stopped.' });
  });

  it('takes a body that the gateway has encoded', async () => {
    const event = {
      ...proxyEvent(hello),
      body: Buffer.from(JSON.stringify(hello)).toString('base64'),
      isBase64Encoded: true,
    };
    expect((await handler.invoke(event)).statusCode).toBe(200);
  });
});

describe('a request that does not fit', () => {
  it.each<[string, unknown, string[]]>([
    ['no messages', {}, ['messages']],
    ['messages of the wrong type', { messages: 'Hi' }, ['messages']],
    ['an empty list', { messages: [] }, ['messages']],
    ['a strange role', { messages: [{ role: 'system', content: 'x' }] }, ['messages.0.role']],
    [
      'two faults at once',
      { messages: [{ role: 'user', content: '' }], maxTokens: 0 },
      ['messages.0.content', 'maxTokens'],
    ],
    ['more tokens than allowed', { ...hello, maxTokens: 1_001 }, ['maxTokens']],
    ['a fraction of a token', { ...hello, maxTokens: 1.5 }, ['maxTokens']],
    ['text that is too long', { messages: [{ role: 'user', content: 'x'.repeat(200_001) }] }, ['messages.0.content']],
    ['an answer without a question', { messages: [{ role: 'assistant', content: 'x' }] }, ['messages.0.role']],
    [
      'nothing left to answer',
      { messages: [...hello.messages, { role: 'assistant', content: 'x' }] },
      ['messages.1.role'],
    ],
    ['an unknown field', { ...hello, topK: 1 }, ['']],
    ['a list instead of an object', [], ['']],
    ['an unknown model', { ...hello, model: 'gpt' }, ['model']],
    ['a model named like a property of every object', { ...hello, model: 'constructor' }, ['model']],
  ])('gets 400 and the fields: %s', async (_, body, fields) => {
    const { statusCode, headers, body: text } = await ask(body);
    expect(statusCode).toBe(400);
    expect(headers?.['content-type']).toBe('application/problem+json');
    expect(problemOf(text).errors?.map(({ field }) => field)).toEqual(fields);
    expect(bedrock.calls).toEqual([]);
  });

  it.each([
    ['no body', null],
    ['an empty body', ''],
    ['no JSON', '{"messages": ['],
  ])('gets 400: %s', async (_, body) => {
    const { statusCode, body: text } = await handler.invoke({ ...proxyEvent(''), body });
    expect([statusCode, problemOf(text).type]).toEqual([400, 'urn:problem:llm-service:invalid-request']);
  });

  it('gets 400 when its bytes are no text, rather than an answer to replacement characters', async () => {
    const latin1 = Buffer.from(JSON.stringify({ messages: [{ role: 'user', content: 'café' }] }), 'latin1');
    const event = { ...proxyEvent(''), body: latin1.toString('base64'), isBase64Encoded: true };
    const { statusCode, body } = await handler.invoke(event);
    expect([statusCode, problemOf(body).detail]).toEqual([400, 'The body is not valid UTF-8']);
    expect(bedrock.calls).toEqual([]);
  });

  it('gets an answer of bounded size, however many faults it has', async () => {
    const { statusCode, body } = await ask(`{"messages":[${'{},'.repeat(330_000)}1]}`);
    expect(statusCode).toBe(400);
    expect(body.length).toBeLessThan(100_000);
  });

  it('keeps the id of the invocation when that of the request could break a header', async () => {
    const event = { ...proxyEvent({}), requestContext: { requestId: 'a\r\nset-cookie: b' } };
    const { headers } = await handler.invoke(event);
    expect(headers?.['x-request-id']).toBe('invocation-1');
  });

  it('gets 413 beyond a megabyte', async () => {
    const { statusCode, body } = await ask('x'.repeat(1_000_001));
    expect([statusCode, problemOf(body).type]).toEqual([413, 'urn:problem:llm-service:body-too-large']);
  });
});

describe('a model that fails', () => {
  const throttled: Reply = { kind: 'exception', name: 'ThrottlingException' };

  it('is asked again when it was throttled once', async () => {
    bedrock.script(throttled);
    expect((await ask(hello)).statusCode).toBe(200);
    expect(bedrock.calls).toHaveLength(2);
  });

  it('gets 429 with the time to wait when it stays throttled', async () => {
    bedrock.script(throttled, throttled, throttled);
    const { statusCode, headers, body } = await ask(hello);
    expect([statusCode, headers?.['retry-after'], problemOf(body).type]).toEqual([
      429,
      '2',
      'urn:problem:llm-service:throttled',
    ]);
    expect(bedrock.calls).toHaveLength(2);
  });

  it.each<[string, Reply, number, string]>([
    ['timed out', { kind: 'exception', name: 'ModelTimeoutException' }, 504, 'model-timeout'],
    ['not available', { kind: 'exception', name: 'ServiceUnavailableException' }, 503, 'model-unavailable'],
    ['failing inside', { kind: 'exception', name: 'ModelErrorException' }, 503, 'model-unavailable'],
    ['out of quota', { kind: 'exception', name: 'ServiceQuotaExceededException' }, 429, 'throttled'],
    ['not granted', { kind: 'exception', name: 'AccessDeniedException' }, 502, 'model-refused'],
    ['at its end of life', { kind: 'exception', name: 'ResourceNotFoundException' }, 502, 'model-refused'],
    ['refusing a parameter', { kind: 'exception', name: 'ValidationException' }, 502, 'model-refused'],
    [
      'given too long a prompt',
      { kind: 'exception', name: 'ValidationException', message: 'Input is too long for requested model.' },
      400,
      'invalid-request',
    ],
    ['answering no JSON', { kind: 'malformed' }, 503, 'model-unavailable'],
    ['answering by half', { kind: 'incomplete' }, 503, 'model-unavailable'],
    ['cutting the connection', { kind: 'cut' }, 502, 'model-unreachable'],
    [
      'behind a proxy that answers for it',
      { kind: 'page', status: 502, body: '<h1>Bad</h1>' },
      503,
      'model-unavailable',
    ],
    ['failing on its side', { kind: 'exception', name: 'InternalServerException' }, 503, 'model-unavailable'],
    ['not ready', { kind: 'exception', name: 'ModelNotReadyException' }, 429, 'throttled'],
  ])('is told apart: %s', async (_, reply, status, code) => {
    bedrock.script(reply, reply);
    const { statusCode, headers, body } = await ask(hello);
    expect([statusCode, problemOf(body).type]).toEqual([status, `urn:problem:llm-service:${code}`]);
    expect(headers?.['content-type']).toBe('application/problem+json');
    expect(problemOf(body).instance).toBe('request-1');
  });

  it('is given up at the deadline when it never answers', async () => {
    bedrock.script({ kind: 'hang' });
    const started = performance.now();
    const { statusCode, body } = await ask(hello, 1_700);
    expect([statusCode, problemOf(body).type]).toEqual([504, 'urn:problem:llm-service:model-timeout']);
    expect(performance.now() - started).toBeLessThan(1_700);
  });

  it('is given up at the deadline when it is too slow, and the answer that comes later is not missed', async () => {
    bedrock.script({ kind: 'answer', latencyMs: 60_000 });
    const started = performance.now();
    expect((await ask(hello, 1_600)).statusCode).toBe(504);
    expect(performance.now() - started).toBeLessThan(1_600);
    expect((await ask(hello)).statusCode).toBe(200);
  });

  it('is given up at the deadline when it cuts every connection until then', async () => {
    bedrock.script({ kind: 'cut', latencyMs: 60 }, { kind: 'hang' });
    const started = performance.now();
    expect((await ask(hello, 1_800)).statusCode).toBe(504);
    expect(performance.now() - started).toBeLessThan(1_800);
  });

  it('costs no request when it cuts one connection', async () => {
    bedrock.script({ kind: 'cut' });
    expect((await ask(hello)).statusCode).toBe(200);
    expect(bedrock.calls).toHaveLength(2);
  });

  it('is not called at all when no time is left', async () => {
    expect((await ask(hello, 1_000)).statusCode).toBe(504);
    expect(bedrock.calls).toEqual([]);
  });
});

describe('a model that nobody listens for', () => {
  it('is told apart as one that could not be reached', async () => {
    const alone = await bundledHandler('chat', chatEnvironment('http://127.0.0.1:1'), [NO_JITTER]);
    const { statusCode, body } = await alone.invoke(proxyEvent(hello));
    alone.close();
    expect([statusCode, problemOf(body).type]).toEqual([502, 'urn:problem:llm-service:model-unreachable']);
  });
});

describe('a function without its settings', () => {
  it('does not start, and says everything that is wrong at once', async () => {
    const { GUARDRAIL_ID: _, ...environment } = chatEnvironment(bedrock.url);
    await expect(bundledHandler('chat', { ...environment, MAX_OUTPUT_TOKENS: 'many' })).rejects.toThrow(
      'MAX_OUTPUT_TOKENS must be a whole number of at least 1, got "many"; GUARDRAIL_ID is missing',
    );
  });
});

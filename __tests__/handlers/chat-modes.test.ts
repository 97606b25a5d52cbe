import type { Experiment } from '../../handlers/contract/experiment';
import { MODE_LOOK_UP, type Mode, type ModeValue } from '../../handlers/contract/modes';
import { type BedrockStandIn, bedrockStandIn } from '../../tools/bedrock-stand-in/server';
import type { DynamoDbStandIn } from '../../tools/dynamodb-stand-in/server';
import { type SsmFault, type SsmStandIn, ssmStandIn } from '../../tools/ssm-stand-in/server';
import { type BundledHandler, bundledHandler, proxyEvent } from './bundled';
import { chatEnvironment, datadogEnvironment, NO_JITTER, WITH_FALLBACK } from './chat-environment';
import { dynamodb, memoryEnvironment, TABLES } from './dynamodb';
import { eventsIn } from './events';

const CANARY = 'canary-6f1e';
const hello = { messages: [{ role: 'user', content: CANARY }], model: 'fast' };
const value = (mode: Mode, more: Partial<ModeValue> = {}) =>
  JSON.stringify({ mode, by: 'ada', why: 'test', ...more } satisfies ModeValue);

/** For longer than the clock is set forward. */
const RESPONSE_CACHE = JSON.stringify({ table: TABLES.answers, ttlSeconds: 3_600, byDefault: false });

/** Of all who name no model. */
const EXPERIMENT = JSON.stringify({
  name: 'brevity',
  salt: 's',
  variants: [{ name: 'brief', weight: 100, systemPrefix: 'Be brief.' }],
} satisfies Experiment);

let bedrock: BedrockStandIn;
let ssm: SsmStandIn;
let tables: DynamoDbStandIn;
/** Knows a mode; the other never learns one. */
let handler: BundledHandler;
let ignorant: BundledHandler;

beforeAll(async () => {
  [bedrock, ssm, tables] = await Promise.all([bedrockStandIn(), ssmStandIn(), dynamodb()]);
  const environment = {
    ...chatEnvironment(bedrock.url),
    AWS_ENDPOINT_URL_SSM: ssm.url,
    MODELS: WITH_FALLBACK,
    ECONOMY: JSON.stringify({ model: 'spare', maxOutputTokens: 100 }),
  };
  [handler, ignorant] = await Promise.all([
    bundledHandler(
      'chat',
      {
        ...environment,
        ...datadogEnvironment('http://127.0.0.1:9'),
        ...memoryEnvironment(tables),
        RESPONSE_CACHE,
        EXPERIMENT,
      },
      [NO_JITTER],
    ),
    bundledHandler('chat', { ...environment, MODE_PARAMETER: '/nothing' }, [NO_JITTER]),
  ]);
  // ends the look-up that each begins at its start, when the parameter is not there yet
  await Promise.all([handler, ignorant].map((one) => one.invoke(proxyEvent(hello))));
}, 30_000);
beforeEach(() => {
  bedrock.reset();
  ssm.reset();
  handler.forget();
  ignorant.forget();
});
afterAll(async () => {
  handler.close();
  ignorant.close();
  await Promise.all([bedrock.close(), ssm.close(), tables.close()]);
});

/** The parameter holds this, and so much time has passed that a function wants to know it. */
function told(text: string): void {
  ssm.set('/mode', text);
  for (const one of [handler, ignorant]) one.later(MODE_LOOK_UP.staleMs + 1);
}

/** Values of a tag of the points of one metric. */
const points = (of: BundledHandler, name: string): string[] =>
  of
    .lines()
    .flatMap((line) => (line.startsWith('{"e"') ? [JSON.parse(line) as { m: string; t: string[] }] : []))
    .filter(({ m }) => m === name)
    .flatMap(({ t }) => t.filter((tag) => /^(mode|result):/.test(tag)));

describe('the service in mode', () => {
  it('normal answers with the model that is asked for', async () => {
    told(value('normal'));
    const { statusCode, body } = await handler.invoke(proxyEvent(hello));
    expect([statusCode, JSON.parse(body).model]).toEqual([200, 'fast']);
    expect(ssm.calls).toEqual([{ operation: 'GetParameter', body: { Name: '/mode' } }]);
    expect(points(handler, 'llm_service.chat.requests')).toEqual(['mode:normal']);
    expect(points(handler, 'llm_service.mode.lookups')).toContain('result:ok');
  });

  it('economy answers everybody with one model and fewer tokens, and says which', async () => {
    told(value('economy'));
    const whole = await handler.invoke(proxyEvent(hello));
    expect(JSON.parse(whole.body)).toMatchObject({ model: 'spare' });
    const short = await handler.stream(proxyEvent({ ...hello, maxTokens: 7 }, 'text/event-stream'));
    expect(eventsIn(short.body).at(-1)).toMatchObject({ name: 'done', data: { model: 'spare' } });
    expect(bedrock.calls.map(({ modelId, body }) => [modelId, body.inferenceConfig?.['maxTokens']])).toEqual([
      ['arn:spare', 100],
      ['arn:spare', 7],
    ]);
    expect(handler.lines().find((line) => line.includes('"answered"'))).toContain('"mode":"economy"');
  });

  it('economy asks no dearer model when the cheap one fails', async () => {
    told(value('economy'));
    const fails = { kind: 'exception', name: 'ModelErrorException' } as const;
    bedrock.script(fails, fails);
    expect((await handler.invoke(proxyEvent(hello))).statusCode).toBe(503);
    expect(new Set(bedrock.calls.map(({ modelId }) => modelId))).toEqual(new Set(['arn:spare']));
  });

  it.each([
    ['cache-only', 'not-in-cache'],
    ['blocked', 'blocked'],
  ] as const)('%s asks no model, and says when to come back', async (mode, code) => {
    told(value(mode));
    const whole = await handler.invoke(proxyEvent(hello));
    // a stream that has not begun has a status of its own
    const streamed = await handler.stream(proxyEvent(hello, 'text/event-stream'));
    for (const { statusCode, headers, body } of [whole, streamed]) {
      expect(statusCode).toBe(503);
      expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'retry-after': '60' });
      expect(JSON.parse(String(body))).toMatchObject({ type: `urn:problem:llm-service:${code}`, status: 503 });
    }
    expect(bedrock.calls).toEqual([]);
    expect(points(handler, 'llm_service.chat.requests')).toEqual([`mode:${mode}`, `mode:${mode}`]);
    expect(handler.lines().join('\n')).not.toContain(CANARY);
  });

  it('cache-only answers what was answered before, to all who do not refuse that', async () => {
    const question = { messages: [{ role: 'user', content: `${CANARY} again` }] };
    told(value('normal'));
    await handler.invoke(proxyEvent({ ...question, cache: true }));
    told(value('cache-only'));
    bedrock.reset();
    const whole = await handler.invoke(proxyEvent(question));
    expect([whole.statusCode, JSON.parse(whole.body).cached]).toEqual([200, true]);
    const streamed = await handler.stream(proxyEvent(question, 'text/event-stream'));
    expect(eventsIn(streamed.body).map(({ name }) => name)).toEqual(['delta', 'done']);
    expect((await handler.invoke(proxyEvent({ ...question, cache: false }))).statusCode).toBe(503);
    expect(bedrock.calls).toEqual([]);

    told(value('blocked'));
    expect((await handler.invoke(proxyEvent(question))).statusCode).toBe(503);
  });

  it('cache-only gives a user what his variant was given, and economy what it gives all', async () => {
    const question = { messages: [{ role: 'user', content: `${CANARY} varied` }], cache: true };
    const asked = async () => JSON.parse((await handler.invoke(proxyEvent(question))).body) as object;
    told(value('normal'));
    await asked();
    told(value('economy'));
    expect(await asked()).toMatchObject({ model: 'spare' });
    told(value('cache-only'));
    expect(await asked()).toMatchObject({ model: 'fast', cached: true });
    expect(bedrock.calls.map(({ modelId, body }) => [modelId, body.system?.length ?? 0])).toEqual([
      [expect.stringContaining('application-inference-profile'), 1],
      ['arn:spare', 0],
    ]);
  });

  it('blocked still tells a caller what is wrong with the request', async () => {
    told(value('blocked'));
    expect((await handler.invoke(proxyEvent({ ...hello, model: 'other' }))).statusCode).toBe(400);
  });
});

describe('a mode that cannot be read', () => {
  it.each<[string, SsmFault]>([
    ['SSM throttles', { kind: 'exception', name: 'ThrottlingException' }],
    ['SSM fails', { kind: 'exception', name: 'InternalServerError', status: 500 }],
    ['the role may not read it', { kind: 'exception', name: 'AccessDeniedException' }],
    ['SSM answers no JSON', { kind: 'malformed' }],
    ['SSM hangs', { kind: 'hang' }],
  ])('stays as it was, or is normal where it never was known: %s', async (_, fault) => {
    told(value('blocked'));
    await handler.invoke(proxyEvent(hello));
    told(value('normal'));
    ssm.failAlways(fault);
    const began = performance.now();
    const answers = await Promise.all([handler.invoke(proxyEvent(hello)), ignorant.invoke(proxyEvent(hello))]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([503, 200]);
    expect(performance.now() - began).toBeLessThan(MODE_LOOK_UP.deadlineMs + 2_000);
    expect(points(handler, 'llm_service.mode.lookups').at(-1)).toBe('result:failed');
    for (const one of [handler, ignorant]) {
      expect(one.lines().join('\n')).toContain('the mode is not known anew');
      expect(one.lines().join('\n')).not.toContain(CANARY);
    }
  });

  it('stays as it was when the value is none', async () => {
    told(value('blocked'));
    await handler.invoke(proxyEvent(hello));
    told('off');
    expect((await handler.invoke(proxyEvent(hello))).statusCode).toBe(503);
    expect(points(handler, 'llm_service.mode.lookups').at(-1)).toBe('result:malformed');
  });
});

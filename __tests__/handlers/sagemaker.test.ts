import { ERRORS, type ErrorCode } from '../../handlers/contract/errors';
import { METRICS } from '../../handlers/contract/metrics';
import { BLOCKED, MASK } from '../../tools/bedrock-stand-in/apply-guardrail';
import { type BedrockStandIn, bedrockStandIn } from '../../tools/bedrock-stand-in/server';
import { WORDS_BEFORE_FAULT } from '../../tools/sagemaker-stand-in/completion-stream';
import type { EndpointExceptionName, EndpointReply } from '../../tools/sagemaker-stand-in/faults';
import { type SageMakerStandIn, sageMakerStandIn } from '../../tools/sagemaker-stand-in/server';
import { type Agent, agent } from './agent';
import { type BundledHandler, bundledHandler, proxyEvent } from './bundled';
import { chatEnvironment, DATADOG_LAYER, datadogEnvironment, ENDPOINT, NO_JITTER, PROFILE } from './chat-environment';
import { eventsIn, textIn } from './events';

const CANARY = 'canary-77d1';
const MODELS = JSON.stringify({
  own: ENDPOINT,
  'own-first': { ...ENDPOINT, fallbacks: ['fast'] },
  fast: { modelId: PROFILE, baseModelId: 'anthropic.claude-haiku-5-5', geographic: false },
});

let bedrock: BedrockStandIn;
let endpoint: SageMakerStandIn;
let extension: Agent;
let handler: BundledHandler;
beforeAll(async () => {
  [bedrock, endpoint, extension] = await Promise.all([bedrockStandIn(), sageMakerStandIn(), agent()]);
  const environment = {
    ...chatEnvironment(bedrock.url),
    ...datadogEnvironment(extension.url),
    AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME: endpoint.url,
    MODELS,
    DEFAULT_MODEL: 'own',
  };
  handler = await bundledHandler('chat', environment, [NO_JITTER, DATADOG_LAYER]);
});
beforeEach(() => {
  bedrock.reset();
  endpoint.reset();
  handler.forget();
});
afterAll(async () => {
  handler.close();
  await Promise.all([bedrock.close(), endpoint.close(), extension.close()]);
});

const hello = { messages: [{ role: 'user', content: 'Hi' }] };
const STREAM = 'text/event-stream';
const outcomesOf = (metric: string): (string | undefined)[] =>
  handler
    .lines()
    .filter((line) => line.includes(`"m":"${metric}"`))
    .map((line) => (JSON.parse(line) as { t: string[] }).t.find((tag) => tag.startsWith('outcome:')));

describe('a model on a SageMaker endpoint', () => {
  it('is asked for a chat completion, no longer than it can write', async () => {
    const { body } = await handler.invoke(proxyEvent({ ...hello, system: 'Be brief.', temperature: 0.1 }));
    expect(JSON.parse(body)).toEqual({
      id: 'request-1',
      model: 'own',
      output: 'Hello.',
      stopReason: 'end_turn',
      usage: { inputTokens: 10, outputTokens: 5, cacheReadTokens: 0, cacheWriteTokens: 0 },
    });
    expect(endpoint.calls).toEqual([
      {
        endpoint: 'own-7b',
        stream: false,
        body: {
          messages: [{ role: 'system', content: 'Be brief.' }, ...hello.messages],
          max_tokens: 500,
          temperature: 0.1,
        },
      },
    ]);
    expect(outcomesOf(METRICS.modelCalls.name)).toEqual(['outcome:ok']);
    expect(handler.lines().find((line) => line.includes(`"m":"${METRICS.costUsd.name}"`))).toContain('"v":0.000035');
  });

  it.each(['events', 'lines'] as const)('streams, whatever pieces SageMaker cuts the %s into', async (form) => {
    const text = `${'Grüße und mehr. '.repeat(200)}Ende.`;
    endpoint.script({ kind: 'answer', text, form, finishReason: 'length' });
    const { body } = await handler.stream(proxyEvent(hello, STREAM));
    expect(textIn(body)).toBe(text);
    expect(eventsIn(body).length).toBeGreaterThan(3);
    expect(eventsIn(body).at(-1)).toMatchObject({
      name: 'done',
      data: { model: 'own', stopReason: 'max_tokens', usage: { inputTokens: 10, outputTokens: 5 } },
    });
    expect(endpoint.calls[0]?.body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });
});

describe('its guardrail', () => {
  const each = [undefined, STREAM] as const;
  const ask = async (accept: string | undefined, text = 'Hi') => {
    const event = proxyEvent({ messages: [{ role: 'user', content: text }] }, accept);
    if (accept === undefined) {
      const { output, stopReason } = JSON.parse((await handler.invoke(event)).body) as Record<string, string>;
      return { output, stopReason };
    }
    const { body } = await handler.stream(event);
    const { stopReason } = (eventsIn(body).at(-1)?.data ?? {}) as { stopReason?: string };
    return { output: textIn(body), stopReason };
  };

  it.each(each)('stops a prompt before the model sees it (%s)', async (accept) => {
    bedrock.guard((_, source) => (source === 'INPUT' ? 'blocked' : 'nothing'));
    expect(await ask(accept)).toEqual({ output: BLOCKED, stopReason: 'guardrail_intervened' });
    expect(endpoint.calls).toEqual([]);
  });

  it.each(each)('masks what a prompt must not tell the model (%s)', async (accept) => {
    bedrock.guard((text) => (text.includes(CANARY) ? 'masked' : 'nothing'));
    expect(await ask(accept, CANARY)).toEqual({ output: 'Hello.', stopReason: 'end_turn' });
    expect(endpoint.calls[0]?.body['messages']).toEqual([{ role: 'user', content: MASK }]);
  });

  it.each(each)('replaces an answer, and masks one (%s)', async (accept) => {
    bedrock.guard((_, source) => (source === 'OUTPUT' ? 'blocked' : 'nothing'));
    expect(await ask(accept)).toEqual({ output: BLOCKED, stopReason: 'guardrail_intervened' });
    bedrock.guard((_, source) => (source === 'OUTPUT' ? 'masked' : 'nothing'));
    expect(await ask(accept)).toEqual({ output: MASK, stopReason: 'guardrail_intervened' });
    expect(outcomesOf(METRICS.chatRequests.name)).toEqual(['outcome:guardrail', 'outcome:guardrail']);
  });

  it('lets no word of a piece out that it stops', async () => {
    endpoint.script({ kind: 'answer', text: `${'good '.repeat(300)}${`${CANARY} `.repeat(200)}` });
    bedrock.guard((text) => (text.includes(CANARY) ? 'blocked' : 'nothing'));
    const { output, stopReason } = await ask(STREAM);
    expect([output?.startsWith('good '), output?.endsWith(BLOCKED), stopReason]).toEqual([
      true,
      true,
      'guardrail_intervened',
    ]);
    expect(output).not.toContain(CANARY);
  });
});

const exception = (name: EndpointExceptionName, more: object = {}): EndpointReply => ({
  kind: 'exception',
  name,
  message: `about ${CANARY}`,
  ...more,
});

interface Fault {
  readonly reply: EndpointReply;
  readonly code: ErrorCode;
  /** How often the endpoint is asked for a whole answer. Default: once. */
  readonly times?: number;
  /** Where it can come. Default: in place of an answer, and of a stream before its first word. */
  readonly where?: 'everywhere' | 'streams';
}

const FAULTS: Readonly<Record<string, Fault>> = {
  throttled: { reply: exception('ThrottlingException'), code: 'throttled', times: 2 },
  'not ready': { reply: exception('ModelNotReadyException'), code: 'throttled', times: 2 },
  "failing on AWS's side": { reply: exception('InternalFailure'), code: 'model-unavailable', times: 2 },
  'not available': { reply: exception('ServiceUnavailable'), code: 'model-unavailable', times: 2 },
  'failing behind AWS': { reply: exception('InternalDependencyException'), code: 'model-unavailable' },
  'not there': { reply: exception('ValidationError'), code: 'model-refused' },
  'not granted': { reply: exception('AccessDeniedException'), code: 'model-refused' },
  crashing: { reply: exception('ModelError', { originalStatus: 500 }), code: 'model-unavailable' },
  busy: { reply: exception('ModelError', { originalStatus: 429 }), code: 'throttled' },
  slow: { reply: exception('ModelError', { originalStatus: 504 }), code: 'model-timeout' },
  'refusing a parameter': { reply: exception('ModelError', { originalStatus: 400 }), code: 'model-refused' },
  'too slow to go on': {
    reply: exception('ModelStreamError', { errorCode: 'ModelInvocationTimeExceeded' }),
    code: 'model-timeout',
    where: 'streams',
  },
  'breaking its stream': {
    reply: exception('ModelStreamError', { errorCode: 'StreamBroken' }),
    code: 'model-unavailable',
    where: 'streams',
  },
  'streaming no more': { reply: exception('InternalStreamFailure'), code: 'model-unavailable', where: 'streams' },
  'telling of an error of its own': { reply: { kind: 'said-error' }, code: 'throttled', where: 'everywhere' },
  'no JSON': { reply: { kind: 'malformed' }, code: 'model-unavailable', where: 'everywhere' },
  'not at its end': { reply: { kind: 'incomplete' }, code: 'model-unavailable', where: 'everywhere' },
  'silent about its use': { reply: { kind: 'no-usage' }, code: 'model-unavailable', where: 'everywhere' },
  'cut off': { reply: { kind: 'cut' }, code: 'model-unreachable', times: 2, where: 'everywhere' },
  silent: { reply: { kind: 'hang' }, code: 'model-timeout', where: 'everywhere' },
};
const ALL = Object.entries(FAULTS);
const WHOLE = ALL.filter(([, { where }]) => where !== 'streams');
const MIDWAY = ALL.filter(([, { where }]) => where !== undefined);

/** Enough for a retry. What is silent gets, beyond the reserve, what the guardrail and the first words take on a busy machine. */
const remainingOf = ({ kind }: EndpointReply): number => (kind === 'hang' ? 2_100 : 4_000);
const prompt = { messages: [{ role: 'user', content: `${CANARY}-prompt` }] };

function expectTold(body: unknown, code: ErrorCode): void {
  expect(body).toMatchObject({ type: `urn:problem:llm-service:${code}`, status: ERRORS[code].status });
  expect(outcomesOf(METRICS.modelCalls.name)).toEqual([`outcome:${code}`]);
  expect(handler.lines().join('\n') + JSON.stringify(body)).not.toContain(CANARY);
}

describe('an endpoint that is', () => {
  it.each(WHOLE)('%s is a problem document with its own status', async (_, { reply, code, times = 1 }) => {
    endpoint.script(reply, reply);
    const { statusCode, body } = await handler.invoke(proxyEvent(prompt), remainingOf(reply));
    expect(statusCode).toBe(ERRORS[code].status);
    expectTold(JSON.parse(body), code);
    expect(endpoint.calls).toHaveLength(times);
  });

  it.each(ALL)('%s before its first word is so in a stream too', async (_, { reply, code }) => {
    endpoint.script(reply, reply);
    const { statusCode, body } = await handler.stream(proxyEvent(prompt, STREAM), { remainingMs: remainingOf(reply) });
    expect(statusCode).toBe(ERRORS[code].status);
    expectTold(JSON.parse(body), code);
  });

  it.each(MIDWAY)('%s after some words ends the stream, and is not asked again', async (_, { reply, code }) => {
    endpoint.script({ ...reply, midway: true } as EndpointReply);
    const event = proxyEvent(prompt, STREAM);
    const { statusCode, body } = await handler.stream(event, { remainingMs: remainingOf(reply) });
    expect(statusCode).toBe(200);
    expect(WORDS_BEFORE_FAULT.startsWith(textIn(body))).toBe(true);
    expect(textIn(body)).toHaveLength(1_000);
    expect(eventsIn(body).at(-1)?.name).toBe('error');
    expectTold(eventsIn(body).at(-1)?.data, code);
    expect(endpoint.calls).toHaveLength(1);
  });

  it.each([
    ['at the very beginning', exception('InternalStreamFailure')],
    ['before its first words', exception('InternalStreamFailure', { wordless: true })],
  ])('failing %s is asked again in a stream', async (_, reply) => {
    endpoint.script(reply);
    const { statusCode, body } = await handler.stream(proxyEvent(hello, STREAM));
    expect([statusCode, textIn(body), endpoint.calls.length]).toEqual([200, 'Hello.', 2]);
  });

  it("failing is stood in for by a model of Bedrock's, and the answer says so", async () => {
    endpoint.script(exception('ModelError', { originalStatus: 500 }));
    const { body } = await handler.invoke(proxyEvent({ ...hello, model: 'own-first' }));
    expect(JSON.parse(body)).toMatchObject({ model: 'fast', output: 'Hello.' });
  });

  it('any of these has told nobody what was asked', () => {
    expect(extension.sent.map(({ body }) => body).join('\n')).not.toContain(CANARY);
  });
});

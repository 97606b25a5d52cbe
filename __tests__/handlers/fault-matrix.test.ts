import { ERRORS, type ErrorCode } from '../../handlers/contract/errors';
import { METRICS } from '../../handlers/contract/metrics';
import type { ExceptionName, Reply } from '../../tools/bedrock-stand-in/faults';
import { type BedrockStandIn, bedrockStandIn } from '../../tools/bedrock-stand-in/server';
import { type Agent, agent } from './agent';
import { type BundledHandler, bundledHandler, proxyEvent } from './bundled';
import { chatEnvironment, DATADOG_LAYER, datadogEnvironment, NO_JITTER } from './chat-environment';
import { eventsIn, textIn } from './events';

const CANARY = 'canary-51c9';

let bedrock: BedrockStandIn;
let extension: Agent;
let handler: BundledHandler;

beforeAll(async () => {
  [bedrock, extension] = await Promise.all([bedrockStandIn(), agent()]);
  handler = await bundledHandler('chat', { ...chatEnvironment(bedrock.url), ...datadogEnvironment(extension.url) }, [
    NO_JITTER,
    DATADOG_LAYER,
  ]);
});
beforeEach(() => {
  bedrock.reset();
  handler.forget();
});
afterAll(async () => {
  handler.close();
  await Promise.all([bedrock.close(), extension.close()]);
});

const exception = (name: ExceptionName): Reply => ({ kind: 'exception', name, message: `about ${CANARY}` });

/** What the model does, what that is to the caller, and whether it can come in the middle of a stream. */
type Row = readonly [fault: string, reply: Reply, code: ErrorCode, midway: 'midway' | 'at once'];

const FAULTS: readonly Row[] = [
  ['throttled', exception('ThrottlingException'), 'throttled', 'midway'],
  ['not ready', exception('ModelNotReadyException'), 'throttled', 'at once'],
  ['out of quota', exception('ServiceQuotaExceededException'), 'throttled', 'at once'],
  ['timed out', exception('ModelTimeoutException'), 'model-timeout', 'at once'],
  ['not available', exception('ServiceUnavailableException'), 'model-unavailable', 'midway'],
  ['failing on its side', exception('InternalServerException'), 'model-unavailable', 'midway'],
  ['failing', exception('ModelErrorException'), 'model-unavailable', 'at once'],
  ['failing as it streams', exception('ModelStreamErrorException'), 'model-unavailable', 'midway'],
  ['not granted', exception('AccessDeniedException'), 'model-refused', 'at once'],
  ['at its end of life', exception('ResourceNotFoundException'), 'model-refused', 'at once'],
  ['refusing a parameter', exception('ValidationException'), 'model-refused', 'midway'],
  ['no JSON', { kind: 'malformed' }, 'model-unavailable', 'midway'],
  ['half an answer', { kind: 'incomplete' }, 'model-unavailable', 'midway'],
  ['damaged', { kind: 'bad-checksum' }, 'model-unavailable', 'midway'],
  ['cut off', { kind: 'cut' }, 'model-unreachable', 'midway'],
  ['silent', { kind: 'hang' }, 'model-timeout', 'midway'],
  ["a proxy's page", { kind: 'page', status: 502, body: `<p>${CANARY}</p>` }, 'model-unavailable', 'at once'],
  ["a proxy's refusal", { kind: 'page', status: 403, body: `<p>${CANARY}</p>` }, 'model-unavailable', 'at once'],
];

const prompt = { messages: [{ role: 'user', content: `${CANARY}-prompt` }], system: `${CANARY}-system` };

/** Enough for a retry. What is silent gets a tenth of a second beyond the reserve, and where words are to come first, more. */
const remainingOf = ({ kind }: Reply, words: 'no words' | 'words' = 'no words'): number => {
  if (kind !== 'hang') return 4_000;
  return words === 'words' ? 2_200 : 1_600;
};

/** No longer than the deadline, whatever happened. */
async function within<T>(remainingMs: number, work: Promise<T>): Promise<T> {
  const started = performance.now();
  const done = await work;
  expect(performance.now() - started).toBeLessThan(remainingMs);
  return done;
}

/** The tag of each point of a metric. */
const outcomesOf = (metric: string): (string | undefined)[] =>
  handler
    .lines()
    .filter((line) => line.includes(`"m":"${metric}"`))
    .map((line) => (JSON.parse(line) as { t: string[] }).t.find((tag) => tag.startsWith('outcome:')));

/** Metric, log and what went to Datadog's receiver agree on how it ended, and hold nothing of the prompt. */
function expectTold(code: ErrorCode): void {
  expect(outcomesOf(METRICS.chatRequests.name)).toEqual([`outcome:${code}`]);
  expect(outcomesOf(METRICS.modelCalls.name)).toEqual([`outcome:${code}`]);
  for (const { name } of [METRICS.costUsd, METRICS.outputTokens, METRICS.modelLatency]) {
    expect(outcomesOf(name)).toEqual([]);
  }
  const answered = handler.lines().filter((line) => line.includes('"message":"answered"'));
  expect(answered.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ outcome: code, status: ERRORS[code].status, request_id: 'request-1' }),
  ]);
  expect(handler.lines().join('\n')).not.toContain(CANARY);
}

function expectProblem(problem: unknown, code: ErrorCode): void {
  expect(problem).toEqual({
    type: `urn:problem:llm-service:${code}`,
    title: ERRORS[code].title,
    status: ERRORS[code].status,
    detail: expect.any(String),
    instance: 'request-1',
  });
  expect(JSON.stringify(problem)).not.toContain(CANARY);
}

describe('a model that is', () => {
  it.each(FAULTS)('%s is a problem document with its own status', async (_, reply, code) => {
    bedrock.script(reply, reply);
    const remaining = remainingOf(reply);
    const { statusCode, body } = await within(remaining, handler.invoke(proxyEvent(prompt), remaining));
    expect(statusCode).toBe(ERRORS[code].status);
    expectProblem(JSON.parse(body), code);
    expectTold(code);
  });

  it.each(FAULTS)('%s before its first word is so in a stream too', async (_, reply, code) => {
    bedrock.script(reply, reply);
    const remainingMs = remainingOf(reply);
    const event = proxyEvent(prompt, 'text/event-stream');
    const { statusCode, headers, body } = await within(remainingMs, handler.stream(event, { remainingMs }));
    expect([statusCode, headers['content-type']]).toEqual([ERRORS[code].status, 'application/problem+json']);
    expectProblem(JSON.parse(body), code);
    expectTold(code);
  });

  it.each(FAULTS.filter(([, , , when]) => when === 'midway'))(
    '%s after two words is the last event of the stream, and not asked again',
    async (_, reply, code) => {
      bedrock.script({ ...reply, afterDeltas: 2 } as Reply);
      const remainingMs = remainingOf(reply, 'words');
      const event = proxyEvent(prompt, 'text/event-stream');
      const { statusCode, body } = await within(remainingMs, handler.stream(event, { remainingMs }));
      expect(statusCode).toBe(200);
      expect(textIn(body)).toBe('one two');
      expect(eventsIn(body).map(({ name }) => name)).toEqual(['delta', 'delta', 'error']);
      expectProblem(eventsIn(body).at(-1)?.data, code);
      expectTold(code);
      expect(bedrock.calls).toHaveLength(1);
    },
  );

  it('any of these has told nobody what was asked', () => {
    expect(extension.sent.map(({ body }) => body).join('\n')).not.toContain(CANARY);
  });
});

describe('what AWS calls retryable', () => {
  it.each<ExceptionName>([
    'ThrottlingException',
    'ModelNotReadyException',
    'ModelTimeoutException',
    'ServiceUnavailableException',
    'InternalServerException',
  ])('%s is asked for once more', async (name) => {
    bedrock.script(exception(name));
    expect((await handler.invoke(proxyEvent(prompt))).statusCode).toBe(200);
    expect(bedrock.calls).toHaveLength(2);
  });

  it.each<ExceptionName>([
    'ThrottlingException',
    'ModelStreamErrorException',
    'ServiceUnavailableException',
    'InternalServerException',
  ])('%s as an event is too, before the first word of a stream', async (name) => {
    bedrock.script({ ...exception(name), afterDeltas: 0 } as Reply);
    const { body } = await handler.stream(proxyEvent(prompt, 'text/event-stream'));
    expect([textIn(body), eventsIn(body).at(-1)?.name]).toEqual(['Hello.', 'done']);
    expect(bedrock.calls).toHaveLength(2);
  });
});

describe('the last event of a stream that broke', () => {
  it.each<[string, Reply, string]>([
    ['without its end', { kind: 'incomplete', afterDeltas: 1 }, 'The model sent an incomplete answer'],
    ['cut off', { kind: 'cut', afterDeltas: 1 }, 'The connection to the model broke off'],
    ['damaged', { kind: 'bad-checksum', afterDeltas: 1 }, 'The answer of the model was damaged'],
    ['silent', { kind: 'hang', afterDeltas: 1 }, 'The model did not answer in time'],
  ])('names what happened: %s', async (_, reply, detail) => {
    bedrock.script(reply);
    const { body } = await handler.stream(proxyEvent(prompt, 'text/event-stream'), {
      remainingMs: remainingOf(reply, 'words'),
    });
    expect(eventsIn(body).at(-1)).toMatchObject({ name: 'error', data: { detail } });
  });
});

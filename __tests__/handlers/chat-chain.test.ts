import { METRICS } from '../../handlers/contract/metrics';
import type { Reply } from '../../tools/bedrock-stand-in/faults';
import { type BedrockStandIn, bedrockStandIn } from '../../tools/bedrock-stand-in/server';
import { type Agent, agent } from './agent';
import { type BundledHandler, bundledHandler, proxyEvent } from './bundled';
import { chatEnvironment, DATADOG_LAYER, datadogEnvironment, PROFILE, WITH_FALLBACK } from './chat-environment';
import { eventsIn } from './events';

const SPARE = 'arn:spare';

let bedrock: BedrockStandIn;
let extension: Agent;
let handler: BundledHandler;

beforeAll(async () => {
  [bedrock, extension] = await Promise.all([bedrockStandIn(), agent()]);
  handler = await bundledHandler(
    'chat',
    {
      ...chatEnvironment(bedrock.url),
      ...datadogEnvironment(extension.url),
      MODELS: WITH_FALLBACK,
      MAX_OUTPUT_TOKENS: '100000',
    },
    [DATADOG_LAYER],
  );
});
beforeEach(async () => {
  // its circuits remember: a good answer of the first model closes what a test has left behind
  bedrock.reset();
  await handler.invoke(proxyEvent(hello));
  bedrock.reset();
  handler.forget();
});
afterAll(async () => {
  handler.close();
  await Promise.all([bedrock.close(), extension.close()]);
});

const hello = { messages: [{ role: 'user', content: 'Hi' }] };
const denied: Reply = { kind: 'exception', name: 'AccessDeniedException' };
/** The tags of each point of a metric. */
const tagsOf = (metric: string): string[][] =>
  handler
    .lines()
    .filter((line) => line.includes(`"m":"${metric}"`))
    .map((line) => (JSON.parse(line) as { t: string[] }).t);
const asked = () => bedrock.calls.map(({ modelId }) => modelId);

describe('a model with a fallback', () => {
  it('that fails is stood in for, and the answer says by which', async () => {
    bedrock.script(denied);
    const { statusCode, body } = await handler.invoke(proxyEvent(hello));
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ model: 'spare', output: 'Hello.' });
    expect(asked()).toEqual([PROFILE, SPARE]);
  });

  it('that fails before its first words is stood in for in a stream', async () => {
    const broken: Reply = { kind: 'exception', name: 'ModelStreamErrorException', afterDeltas: 0 };
    // its retry breaks as well
    bedrock.script(broken, broken);
    const { statusCode, body } = await handler.stream(proxyEvent(hello, 'text/event-stream'));
    expect(statusCode).toBe(200);
    expect(eventsIn(body).at(-1)).toMatchObject({ name: 'done', data: { model: 'spare' } });
    expect(asked()).toEqual([PROFILE, PROFILE, SPARE]);
  });

  it('that fails after its first words is not: nobody can go on with its sentence', async () => {
    bedrock.script({ kind: 'exception', name: 'ModelStreamErrorException', afterDeltas: 1 });
    const { body } = await handler.stream(proxyEvent(hello, 'text/event-stream'));
    expect(eventsIn(body).at(-1)?.name).toBe('error');
    expect(asked()).toEqual([PROFILE]);
  });

  it('is asked to write no more than the fallback can, when that is less', async () => {
    bedrock.script(denied);
    await handler.invoke(proxyEvent(hello));
    expect(bedrock.calls.map(({ body }) => body.inferenceConfig?.['maxTokens'])).toEqual([100_000, 64_000]);
  });

  it('is told apart from it in the metrics of the calls', async () => {
    bedrock.script(denied);
    await handler.invoke(proxyEvent(hello));
    const calls = tagsOf(METRICS.modelCalls.name).map((tags) =>
      tags.filter((tag) => /^(model_alias|outcome):/.test(tag)),
    );
    expect(calls).toEqual([
      ['model_alias:fast', 'outcome:model-refused'],
      ['model_alias:spare', 'outcome:ok'],
    ]);
  });

  it('is counted as stood in for, by whom, and only then', async () => {
    await handler.invoke(proxyEvent(hello));
    expect(tagsOf(METRICS.modelFallbacks.name)).toEqual([]);
    bedrock.script(denied);
    await handler.invoke(proxyEvent(hello));
    expect(tagsOf(METRICS.modelFallbacks.name)).toEqual([expect.arrayContaining(['from:fast', 'to:spare'])]);
  });

  it('is left out after five failures in a row, with a warning and a point', async () => {
    for (let request = 0; request < 5; request += 1) {
      bedrock.script(denied);
      await handler.invoke(proxyEvent(hello));
    }
    bedrock.reset();
    expect((await handler.invoke(proxyEvent(hello))).statusCode).toBe(200);
    expect(asked()).toEqual([SPARE]);
    const opened = handler.lines().filter((line) => line.includes('"circuit":"opened"'));
    expect(opened.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ level: 'WARN', model_alias: 'fast', next_model_alias: 'spare' }),
    ]);
    expect(tagsOf(METRICS.circuitsOpened.name)).toEqual([expect.arrayContaining(['model_alias:fast'])]);
  });
});

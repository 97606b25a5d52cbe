import { type BedrockStandIn, bedrockStandIn } from '../../tools/bedrock-stand-in/server';
import { type BundledHandler, bundledHandler, proxyEvent } from './bundled';
import { chatEnvironment, NO_JITTER, PROFILE } from './chat-environment';

/** `warm` takes a temperature and writes little; `cool` refuses one. Each follows the other. */
const MODELS = JSON.stringify({
  warm: {
    modelId: PROFILE,
    baseModelId: 'anthropic.claude-haiku-4-5-20251001-v1:0',
    geographic: false,
    fallbacks: ['cool'],
    maxOutputTokens: 200,
    promptCaching: true,
  },
  cool: { modelId: 'arn:cool', baseModelId: 'anthropic.claude-haiku-5-5', geographic: false, fallbacks: ['warm'] },
});

let bedrock: BedrockStandIn;
let handler: BundledHandler;
beforeAll(async () => {
  bedrock = await bedrockStandIn();
  handler = await bundledHandler(
    'chat',
    {
      ...chatEnvironment(bedrock.url),
      MODELS,
      DEFAULT_MODEL: 'warm',
      ECONOMY: JSON.stringify({ model: 'cool', maxOutputTokens: 100 }),
    },
    [NO_JITTER],
  );
});
beforeEach(() => bedrock.reset());
afterAll(async () => {
  handler.close();
  await bedrock.close();
});

const hello = { messages: [{ role: 'user', content: 'Hi' }] };
const denied = { kind: 'exception', name: 'AccessDeniedException' } as const;
const configs = () => bedrock.calls.map(({ body }) => body.inferenceConfig);

/** Status, and the fields that a problem names. */
async function refused(body: object): Promise<[number, { field: string; message: string }[]]> {
  const { statusCode, body: text } = await handler.invoke(proxyEvent({ ...hello, ...body }));
  expect(bedrock.calls).toEqual([]);
  return [statusCode, (JSON.parse(text) as { errors: { field: string; message: string }[] }).errors];
}

describe('a parameter', () => {
  it('goes to a model that takes it, and is left out for a fallback that does not', async () => {
    bedrock.script(denied);
    const { statusCode } = await handler.invoke(proxyEvent({ ...hello, temperature: 0.2, maxTokens: 100 }));
    expect(statusCode).toBe(200);
    expect(configs()).toEqual([{ maxTokens: 100, temperature: 0.2 }, { maxTokens: 100 }]);
  });

  it('that the model asked for does not take is refused by name, before anything is asked', async () => {
    for (const field of ['temperature', 'topP'])
      expect(await refused({ model: 'cool', [field]: 0.5 })).toEqual([
        400,
        [{ field, message: 'must be left out: the model "cool" does not take it' }],
      ]);
  });

  it('that goes beyond the ceiling of the model is refused; left out, it is the ceiling', async () => {
    expect(await refused({ maxTokens: 201 })).toEqual([
      400,
      [{ field: 'maxTokens', message: 'must be at most 200 for the model "warm"' }],
    ]);
    await handler.invoke(proxyEvent(hello));
    expect(configs()).toEqual([{ maxTokens: 200 }]);
  });

  it.each([
    [{ temperature: 1.1 }, 'temperature'],
    [{ topP: -0.1 }, 'topP'],
    [{ temperature: '1' }, 'temperature'],
    [{ temperature: 0.1, topP: 0.1 }, 'topP'],
  ])('that no model takes is refused: %j', async (body, field) => {
    expect(await refused(body)).toEqual([400, [expect.objectContaining({ field })]]);
  });
});

describe('the prompt cache', () => {
  const POINT = { cachePoint: { type: 'default' } };
  /** More than the 4,096 tokens that the model wants. */
  const long = 'word '.repeat(4_000);

  it('keeps a long system prompt, and not a single question', async () => {
    await handler.invoke(proxyEvent({ messages: [{ role: 'user', content: long }], system: long }));
    const [call] = bedrock.calls;
    expect(call?.body.system).toEqual([{ text: long }, POINT]);
    expect(call?.body.messages?.[0]?.content).toHaveLength(1);
  });

  it('keeps a long conversation up to its last word', async () => {
    const messages = [
      { role: 'user', content: long },
      { role: 'assistant', content: 'Yes.' },
      { role: 'user', content: 'Go on' },
    ];
    await handler.invoke(proxyEvent({ messages, system: 'Be brief.' }));
    const [call] = bedrock.calls;
    expect(call?.body.system).toEqual([{ text: 'Be brief.' }]);
    expect(call?.body.messages?.map(({ content }) => content.length)).toEqual([1, 1, 2]);
    expect(call?.body.messages?.at(-1)?.content).toEqual([{ text: 'Go on' }, POINT]);
  });

  it('is not asked of what is too short for it, nor where config has it off', async () => {
    await handler.invoke(proxyEvent({ ...hello, system: 'Be brief.' }));
    await handler.invoke(proxyEvent({ ...hello, system: long, model: 'cool' }));
    for (const { body } of bedrock.calls) expect(JSON.stringify(body)).not.toContain('cachePoint');
  });
});

import { bedrock, type ModelCall } from '../../../handlers/runtime/model-client';
import { type BedrockStandIn, bedrockStandIn } from '../../../tools/bedrock-stand-in/server';

let standIn: BedrockStandIn;
let call: ReturnType<typeof bedrock>;
beforeAll(async () => {
  standIn = await bedrockStandIn();
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: standIn.url,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  });
  call = bedrock();
  await call(asking({ timeoutMs: 20_000 }));
});
beforeEach(() => standIn.reset());
afterAll(() => standIn.close());

const asking = (more: Pick<ModelCall, 'timeoutMs'> & Partial<ModelCall>): ModelCall => ({
  target: { modelId: 'arn', baseModelId: 'anthropic.claude-haiku-5-5', geographic: false },
  messages: [{ role: 'user', content: 'Hi' }],
  maxTokens: 10,
  guardrail: { id: 'g', version: '1' },
  ...more,
});
const take = () => undefined;

// how long that is timed-call.test.ts tells; here nothing that comes in time is waited for, so no machine is too slow
describe('a model that is silent', () => {
  it('is given up, whole or streamed', async () => {
    for (const more of [{}, { onText: take, streamTimeoutMs: 60_000 }]) {
      standIn.script({ kind: 'hang', afterDeltas: 0 });
      await expect(call(asking({ timeoutMs: 40, ...more }))).rejects.toMatchObject({ code: 'model-timeout' });
    }
  });

  it('is left when its caller takes the first words and no more', async () => {
    standIn.script({ kind: 'hang', afterDeltas: 1 });
    const stuck = call(asking({ timeoutMs: 20_000, streamTimeoutMs: 1, onText: () => new Promise(() => {}) }));
    await expect(stuck).rejects.toMatchObject({ code: 'model-timeout' });
    await standIn.left();
  });
});

describe('a caller who goes', () => {
  it('ends the call, before the first words and after them', async () => {
    for (const afterDeltas of [0, 1]) {
      const gone = new AbortController();
      standIn.reset();
      standIn.script({ kind: 'hang', afterDeltas });
      const ended = call(asking({ timeoutMs: 20_000, gone: gone.signal, onText: take }));
      // not before the call is there: who never came cannot leave
      while (standIn.calls.length === 0) await new Promise(setImmediate);
      gone.abort();
      await expect(ended).rejects.toMatchObject({ code: 'caller-gone' });
      await standIn.left();
    }
  });
});

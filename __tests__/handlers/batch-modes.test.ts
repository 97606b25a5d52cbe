import { FIRST_MODE, MODE_LOOK_UP, type Mode } from '../../handlers/contract/modes';
import { type SsmStandIn, ssmStandIn } from '../../tools/ssm-stand-in/server';
import { type BatchWorld, batchWorld, CHEAP, promptsOf } from './batch-world';

let ssm: SsmStandIn;
let world: BatchWorld;

beforeAll(async () => {
  ssm = await ssmStandIn();
  ssm.set('/mode', JSON.stringify(FIRST_MODE));
  world = await batchWorld(['batches', 'batch-worker'], { AWS_ENDPOINT_URL_SSM: ssm.url });
}, 30_000);
beforeEach(() => world.reset());
afterAll(async () => {
  await Promise.all([world.close(), ssm.close()]);
});

/** From now on both functions find it so. */
function told(mode: Mode): void {
  ssm.set('/mode', JSON.stringify({ ...FIRST_MODE, mode }));
  for (const name of ['batches', 'batch-worker'] as const) world.functions[name].later(MODE_LOOK_UP.staleMs + 1);
}

const asked = () => world.bedrock.calls.map(({ modelId, body }) => [modelId, body.inferenceConfig?.['maxTokens']]);

describe.each([
  ['cache-only', 'not-in-cache'],
  ['blocked', 'blocked'],
] as const)('in the mode %s', (mode, code) => {
  it('no batch is taken, and none is left behind', async () => {
    told(mode);
    const { statusCode, headers, body } = await world.post(promptsOf(2));
    expect([statusCode, headers?.['retry-after'], JSON.parse(body).type]).toEqual([
      503,
      '60',
      `urn:problem:llm-service:${code}`,
    ]);
    expect([world.queue.waiting, [...world.bucket.objects.keys()]]).toEqual([[], []]);
    expect((await world.post({ requests: [] })).statusCode).toBe(400);
  });

  it('prompts that were taken before wait among the dead letters, and are answered after a redrive', async () => {
    told('normal');
    const { id } = await world.accepted(promptsOf(2));
    told(mode);
    await world.drain();
    expect([world.queue.dead.length, world.bedrock.calls]).toEqual([2, []]);
    expect(await world.progress(id)).toMatchObject({ status: 'running', succeeded: 0, failed: 0 });
    const retries = world.metrics('llm_service.batch.retries');
    expect(retries.every(({ tags }) => tags.includes(`outcome:${code}`))).toBe(true);
    told('normal');
    world.queue.moveBack();
    await world.drain();
    expect(await world.progress(id)).toMatchObject({ status: 'completed', succeeded: 2 });
  });
});

describe('in the mode economy', () => {
  it('the worker asks the cheaper model for fewer tokens, whatever was named', async () => {
    told('normal');
    const { id } = await world.accepted(promptsOf(1, { model: 'fast', maxTokens: 500 }));
    told('economy');
    await world.drain();
    expect(asked()).toEqual([['arn:cheap', 100]]);
    expect(world.results(id)).toMatchObject([{ status: 'succeeded', model: CHEAP }]);
  });

  it('a large batch goes through the queue, where the model can still change', async () => {
    told('economy');
    await world.accepted(promptsOf(100, { model: CHEAP }));
    expect([world.jobs.jobs, world.queue.waiting.length]).toEqual([[], 100]);
  });
});

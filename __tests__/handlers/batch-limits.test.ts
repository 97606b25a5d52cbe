import type { SQSRecord } from 'aws-lambda';
import fc from 'fast-check';
import { METRICS } from '../../handlers/contract/metrics';
import { usualAnswer } from '../../tools/bedrock-batch-stand-in/server';
import type { Reply } from '../../tools/bedrock-stand-in/faults';
import { type BatchWorld, batchWorld, CHEAP, promptsOf } from './batch-world';

const CAP = 500;
/** A prompt as `promptsOf` makes it, in tokens: at most four for its words, twenty for frames, twenty for the answer. */
const MAX_TOKENS = 20;
const RESERVED = 44;
/** What the stand-in's answer uses. */
const USED = 15;

let world: BatchWorld;

beforeAll(async () => {
  world = await batchWorld(
    ['batches', 'batch-worker', 'batch-completed'],
    {},
    {
      tenants: { 'key-1': { dailyTokens: CAP }, 'key-large': { dailyTokens: 10_000 } },
      whenUnavailable: 'closed',
    },
  );
}, 30_000);
beforeEach(() => world.reset());
afterAll(() => world.close());

const prompts = (count: number, more: object = {}) => promptsOf(count, { maxTokens: MAX_TOKENS, ...more });
const statusOf = async (body: unknown, idempotencyKey?: string): Promise<number> =>
  (await world.post(body, idempotencyKey === undefined ? {} : { idempotencyKey })).statusCode;

describe('the daily limit of a tenant', () => {
  it('holds what a batch may use until its prompts have ended, and counts what they used', async () => {
    const { id } = await world.accepted(prompts(5));
    expect(await world.counted('key-1')).toEqual({ tokens: 5 * RESERVED, heldTokens: 5 * RESERVED });
    await world.work(world.queue.receive(2));
    expect(await world.counted('key-1')).toEqual({ tokens: 2 * USED + 3 * RESERVED, heldTokens: 3 * RESERVED });
    await world.drain();
    expect((await world.progress(id)).status).toBe('completed');
    expect(await world.counted('key-1')).toEqual({ tokens: 5 * USED, heldTokens: 0 });
  });

  it('cannot be passed by batches, however many come at once', async () => {
    const statuses = await Promise.all(Array.from({ length: 5 }, () => statusOf(prompts(5))));
    expect(statuses.sort()).toEqual([202, 202, 429, 429, 429]);
    expect(world.queue.waiting).toHaveLength(10);
    // as many as could have been let in one by one, and no more
    await world.drain();
    expect(await statusOf(prompts(8))).toBe(429);
    expect(await statusOf(prompts(7))).toBe(202);
  });

  it('tells a batch that no day has enough for, and one that has to wait', async () => {
    const large = await world.post(prompts(12));
    expect([large.statusCode, JSON.parse(large.body)]).toMatchObject([
      400,
      { detail: expect.stringMatching(/whole daily limit/) },
    ]);
    await world.accepted(prompts(10));
    const next = await world.post(prompts(10));
    expect([next.statusCode, next.headers?.['retry-after']]).toEqual([429, '5']);
    expect(await world.table.items('test-batches')).toHaveLength(1);
  });

  it("is nobody else's, and none for who has none", async () => {
    await world.accepted(prompts(11));
    await world.accepted(prompts(3), { apiKey: 'key-large' });
    await world.accepted(prompts(12), { apiKey: 'key-free' });
    await world.drain();
    expect(await world.counted('key-large')).toEqual({ tokens: 3 * USED, heldTokens: 0 });
    expect(await world.counted('key-free')).toBeUndefined();
  });

  it('is not passed by attempts that were paid for and gave no answer', async () => {
    world.bedrock.script(
      ...Array.from({ length: 2 }, (): Reply => ({ kind: 'exception', name: 'ModelTimeoutException' })),
    );
    await world.accepted(prompts(1));
    expect(await world.work(world.queue.receive(1))).toHaveLength(1);
    expect(await world.counted('key-1')).toEqual({ tokens: 2 * RESERVED, heldTokens: RESERVED });
  });

  it('is not used by what no model has answered', async () => {
    world.bedrock.script({ kind: 'exception', name: 'ValidationException' });
    await world.accepted(prompts(1));
    await world.drain();
    expect(await world.counted('key-1')).toEqual({ tokens: 0, heldTokens: 0 });
  });

  it('refuses batches while it cannot be read, where the config says so', async () => {
    world.table.fail('gone', 'UpdateItem');
    expect(await statusOf(prompts(1))).toBe(503);
    expect(world.metrics(METRICS.limitFailures.name)).toHaveLength(1);
    expect(world.queue.waiting).toEqual([]);
  });
});

describe('an Idempotency-Key', () => {
  it('holds a batch against the limit once, however often it is sent', async () => {
    await Promise.all(Array.from({ length: 4 }, () => statusOf(prompts(5), 'k')));
    await world.accepted(prompts(5), { idempotencyKey: 'k' });
    expect(await world.counted('key-1')).toEqual({ tokens: 5 * RESERVED, heldTokens: 5 * RESERVED });
    await world.drain();
    await world.accepted(prompts(5), { idempotencyKey: 'k' });
    expect(await world.counted('key-1')).toEqual({ tokens: 5 * USED, heldTokens: 0 });
  });

  it('gives back what was put by for a batch that could not be accepted, and takes it again', async () => {
    world.queue.refuse([0], [0], [0]);
    expect(await statusOf(prompts(5), 'k')).toBe(503);
    expect(await world.counted('key-1')).toEqual({ tokens: 0, heldTokens: 0 });
    await world.accepted(prompts(5), { idempotencyKey: 'k' });
    expect(await world.counted('key-1')).toEqual({ tokens: 5 * RESERVED, heldTokens: 5 * RESERVED });
    await world.drain();
    expect(await world.counted('key-1')).toEqual({ tokens: 5 * USED, heldTokens: 0 });
  });
});

describe('a job of batch inference', () => {
  const TOTAL = 100;
  const complete = (event: object) => world.functions['batch-completed'].run(event);
  const started = async () => {
    const batch = await world.accepted(prompts(TOTAL, { model: CHEAP }), { apiKey: 'key-large' });
    return { batch, arn: world.jobs.jobs[0]?.jobArn ?? '' };
  };

  it('is settled by its answers, and the rest by the worker', async () => {
    const { arn } = await started();
    const event = world.jobs.end(arn, 'Expired', (record, place) =>
      place < 97 ? usualAnswer(record, place) : undefined,
    );
    await complete(event);
    await complete(event);
    expect(await world.counted('key-large')).toEqual({ tokens: 97 * USED + 3 * RESERVED, heldTokens: 3 * RESERVED });
    await world.drain();
    expect(await world.counted('key-large')).toEqual({ tokens: TOTAL * USED, heldTokens: 0 });
    expect(world.metrics(METRICS.tenantCostUsd.name)).toHaveLength(TOTAL);
  });

  it('that somebody has stopped gives back what it has not used', async () => {
    const { arn } = await started();
    await complete(
      world.jobs.end(arn, 'Stopped', (record, place) => (place < 10 ? usualAnswer(record, place) : undefined)),
    );
    expect(await world.counted('key-large')).toEqual({ tokens: 10 * USED, heldTokens: 0 });
  });
});

const REPLIES: Readonly<Record<string, Reply>> = {
  answers: { kind: 'answer' },
  throttles: { kind: 'exception', name: 'ThrottlingException' },
  refuses: { kind: 'exception', name: 'ValidationException' },
};

it('any order and number of deliveries settles each prompt once', async () => {
  const scripts = fc.record({
    invocations: fc.array(fc.array(fc.nat(2), { minLength: 1, maxLength: 4 }), { maxLength: 3 }),
    replies: fc.array(fc.constantFrom(...Object.keys(REPLIES)), { maxLength: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(scripts, async ({ invocations, replies }) => {
      await world.reset();
      const { id } = await world.accepted(prompts(3));
      world.bedrock.script(...replies.map((name) => REPLIES[name] ?? { kind: 'answer' as const }));
      const messages = world.queue.receive(3);
      let number = 0;
      const deliver = (places: readonly number[]) =>
        world.work(
          places.map((place): SQSRecord => {
            number += 1;
            return { ...(messages[place] as SQSRecord), messageId: `delivery-${number}` };
          }),
        );
      for (const places of invocations) await deliver(places);
      while ((await deliver([0, 1, 2])).length > 0);
      const { status, succeeded } = await world.progress(id);
      expect(status).toBe('completed');
      expect(await world.counted('key-1')).toEqual({ tokens: succeeded * USED, heldTokens: 0 });
    }),
    { numRuns: 8 },
  );
}, 60_000);

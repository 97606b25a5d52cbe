import { BATCH_KEYS, BATCH_LIMITS } from '../../handlers/contract/batch';
import { METRICS } from '../../handlers/contract/metrics';
import type { Fault } from '../../tools/stand-in/faults';
import { type BatchWorld, batchWorld, promptsOf } from './batch-world';

const CANARY = 'canary-7be2';

let world: BatchWorld;

beforeAll(async () => {
  world = await batchWorld(['batches', 'batch-worker']);
}, 30_000);
beforeEach(() => world.reset());
afterAll(() => world.close());

const outcomes = () => world.metrics(METRICS.batchRequests.name).map(({ tags }) => tags.slice(2, 4));

describe('a batch', () => {
  it('is accepted, worked at, and read back in the order of its prompts', async () => {
    const { id, ...accepted } = await world.accepted(promptsOf(12));
    expect(accepted).toMatchObject({ status: 'running', road: 'queue', total: 12, succeeded: 0, failed: 0 });
    expect(accepted.links).toEqual({ self: `/v1/batches/${id}` });
    expect(await world.drain()).toBe(12);

    const { links, ...done } = await world.progress(id);
    expect(done).toMatchObject({ id, status: 'completed', total: 12, succeeded: 12, failed: 0 });
    const lines = await (await fetch(links.results ?? '')).text();
    const results = lines
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(results.map(({ index, id: mine }) => [index, mine])).toEqual(
      Array.from({ length: 12 }, (_, index) => [index, `mine-${index}`]),
    );
    expect(results[3]).toEqual({
      index: 3,
      id: 'mine-3',
      status: 'succeeded',
      model: 'fast',
      output: 'Hello.',
      stopReason: 'end_turn',
      usage: { inputTokens: 10, outputTokens: 5, cacheReadTokens: 0, cacheWriteTokens: 0 },
    });
    expect(world.metrics(METRICS.batchItems.name).filter(({ tags }) => tags.includes('outcome:ok'))).toHaveLength(12);
    expect(world.metrics(METRICS.batchesCompleted.name)).toEqual([
      { value: 1, tags: expect.arrayContaining(['road:queue', 'freshness:within']) },
    ]);
    expect(world.metrics(METRICS.batchCompletionTime.name)).toHaveLength(1);
  });

  it('goes through the queue as ids and numbers alone', async () => {
    const { id } = await world.accepted(promptsOf(2));
    expect(world.queue.waiting).toEqual([`{"batch":"${id}","index":0}`, `{"batch":"${id}","index":1}`]);
  });

  it('is there for who sent it and for nobody else', async () => {
    const { id } = await world.accepted(promptsOf(1));
    for (const [asked, apiKey] of [
      [id, 'key-2'],
      ['0'.repeat(32), 'key-1'],
      ['../etc', 'key-1'],
    ] as const) {
      const { statusCode, body } = await world.get(asked, { apiKey });
      expect([statusCode, (JSON.parse(body) as { type: string }).type]).toEqual([
        404,
        'urn:problem:llm-service:no-such-batch',
      ]);
    }
  });

  it('is not told where its results are before they are there, and the address is in no log line', async () => {
    const { id } = await world.accepted(promptsOf(1));
    expect((await world.progress(id)).links.results).toBeUndefined();
    await world.drain();
    const { results = '' } = (await world.progress(id)).links;
    expect(new URL(results).searchParams.get('X-Amz-Expires')).toBe('300');
    expect(world.lines().join('\n')).not.toContain('X-Amz-');
  });

  it.each<[string, unknown, string]>([
    ['no JSON', '{', ''],
    ['no list', { requests: {} }, 'requests'],
    ['nothing', { requests: [] }, 'requests'],
    ['too many', promptsOf(BATCH_LIMITS.maxRequests + 1), 'requests'],
    ['a field that nobody knows', promptsOf(1, { temperature: 1 }), 'requests.0'],
    ['an empty prompt', promptsOf(2, { messages: [{ role: 'user', content: '' }] }), 'requests.0.messages.0.content'],
    [
      'no turn of the user',
      promptsOf(1, { messages: [{ role: 'assistant', content: 'x' }] }),
      'requests.0.messages.0.role',
    ],
    ['a model that is none', promptsOf(1, { model: 'other' }), 'requests.0.model'],
    ['more tokens than allowed', promptsOf(1, { maxTokens: 1_001 }), 'requests.0.maxTokens'],
  ])('is refused as a whole when it holds %s', async (_, body, field) => {
    const { statusCode, body: answer } = await world.post(body);
    expect(statusCode).toBe(400);
    const { errors = [] } = JSON.parse(answer) as { errors?: { field: string }[] };
    expect(errors[0]?.field ?? '').toBe(field);
    expect(errors.length).toBeLessThanOrEqual(20);
    expect([world.bucket.calls, world.queue.waiting]).toEqual([[], []]);
  });

  it('is refused when it is larger than a function is given', async () => {
    const { statusCode } = await world.post(
      promptsOf(41, { system: 'x'.repeat(49_000), messages: [{ role: 'user', content: 'y'.repeat(49_000) }] }),
    );
    expect(statusCode).toBe(413);
    expect(outcomes()).toEqual([['operation:create', 'outcome:body-too-large']]);
  });
});

describe('the same Idempotency-Key', () => {
  const key = { idempotencyKey: 'abc' };

  it('is the same batch, of one tenant', async () => {
    const first = await world.accepted(promptsOf(3), key);
    expect(await world.accepted(promptsOf(3), key)).toEqual(first);
    expect(world.queue.waiting).toHaveLength(3);
    expect((await world.accepted(promptsOf(3), { ...key, apiKey: 'key-2' })).id).not.toBe(first.id);
  });

  it('with another request is refused', async () => {
    await world.accepted(promptsOf(3), key);
    expect((await world.post(promptsOf(4), key)).statusCode).toBe(422);
  });

  it('takes up a batch that could not be accepted', async () => {
    world.queue.fail('error');
    expect((await world.post(promptsOf(3), key)).statusCode).toBe(503);
    await healed();
    const { id } = await world.accepted(promptsOf(3), key);
    await world.drain();
    expect(await world.progress(id)).toMatchObject({ status: 'completed', succeeded: 3 });
  });

  /** The queue works again, with what it held. */
  async function healed(): Promise<void> {
    world.queue.reset();
  }
});

describe('what stores a batch', () => {
  it('may refuse some of the messages: those alone are sent again', async () => {
    world.queue.refuse([0, 4], [1]);
    await world.accepted(promptsOf(5));
    expect(world.queue.waiting.map((body) => (JSON.parse(body) as { index: number }).index).sort()).toEqual([
      0, 1, 2, 3, 4,
    ]);
  });

  it('may refuse the same ones for ever: the batch is cancelled, and what got out has no effect', async () => {
    world.queue.refuse([0], [0], [0]);
    const { statusCode, headers } = await world.post(promptsOf(5));
    expect([statusCode, headers?.['retry-after']]).toEqual([503, '2']);
    expect(world.queue.waiting).toHaveLength(4);
    expect(await world.drain()).toBe(4);
    expect(world.bedrock.calls).toEqual([]);
    const [item] = await world.table.items('test-batches');
    expect(item?.['status']).toEqual({ S: 'cancelled' });
  });

  it.each<Fault>(['throttle', 'refuse', 'error', 'malformed', 'cut'])(
    'may be a queue that meets "%s": 503',
    async (fault) => {
      world.queue.fail(fault);
      await expectUnavailable();
    },
  );

  it.each<Fault>(['throttle', 'refuse', 'error', 'malformed', 'cut'])(
    'may be a bucket that meets "%s": 503, and no message',
    async (fault) => {
      world.bucket.fail(fault);
      await expectUnavailable();
      expect(world.queue.waiting).toEqual([]);
    },
  );

  it.each(['throttle', 'refuse', 'error', 'malformed', 'cut'] as const)(
    'may be a table that meets "%s": 503, and nothing in the bucket',
    async (fault) => {
      world.table.fail(fault);
      await expectUnavailable();
      expect(world.bucket.calls).toEqual([]);
    },
  );

  async function expectUnavailable(): Promise<void> {
    const { statusCode, body } = await world.post(promptsOf(2, { system: CANARY }));
    expect(statusCode).toBe(503);
    expect(JSON.parse(body)).toMatchObject({ type: 'urn:problem:llm-service:storage-unavailable' });
    expect(outcomes()).toEqual([['operation:create', 'outcome:storage-unavailable']]);
    expect(`${body}${world.lines().join('\n')}`).not.toContain(CANARY);
  }
});

describe('prompts and answers', () => {
  it('are in the bucket and nowhere else', async () => {
    world.bedrock.script(
      { kind: 'answer', text: `${CANARY}-answer` },
      { kind: 'exception', name: 'ValidationException', message: CANARY },
    );
    const { id } = await world.accepted(
      promptsOf(2, { system: `${CANARY}-system`, messages: [{ role: 'user', content: `${CANARY}-prompt` }] }),
      { idempotencyKey: 'k' },
    );
    await world.drain();
    const shown = await world.progress(id);
    expect(shown).toMatchObject({ status: 'completed', succeeded: 1, failed: 1 });
    const items = await world.table.items('test-batches');
    const told = [
      JSON.stringify(items),
      JSON.stringify(shown),
      ...world.lines(),
      ...world.extension.sent.map(({ body }) => body),
    ];
    expect(told.join('\n')).not.toContain(CANARY);
    expect(world.table.calls.map(({ body }) => body).join('\n')).not.toContain(CANARY);
    const holding = [...world.bucket.objects].filter(([, text]) => text.includes(CANARY)).map(([key]) => key);
    expect(holding.map((key) => key.replace(/\d\.jsonl$/, 'n.jsonl')).sort()).toEqual([
      BATCH_KEYS.requests(id),
      BATCH_KEYS.results(id),
      BATCH_KEYS.result(id, 0).replace('0.jsonl', 'n.jsonl'),
    ]);
  });
});

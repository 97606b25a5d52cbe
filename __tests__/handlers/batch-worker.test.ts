import { BATCH_KEYS } from '../../handlers/contract/batch';
import type { ErrorCode } from '../../handlers/contract/errors';
import { METRICS } from '../../handlers/contract/metrics';
import type { ExceptionName, Reply } from '../../tools/bedrock-stand-in/faults';
import { type BatchWorld, batchWorld, promptsOf } from './batch-world';

const CANARY = 'canary-2f90';

let world: BatchWorld;

beforeAll(async () => {
  world = await batchWorld(['batches', 'batch-worker']);
}, 30_000);
beforeEach(() => world.reset());
afterAll(() => world.close());

const canaries = (count: number) => promptsOf(count, { system: `${CANARY}-system` });
const exception = (name: ExceptionName, message = `about ${CANARY}`): Reply => ({ kind: 'exception', name, message });

const outcomesOf = ({ name }: { readonly name: string }) =>
  world.metrics(name).map(({ tags }) => tags.find((tag) => tag.startsWith('outcome:'))?.slice('outcome:'.length));

/** Nothing of a prompt has left by another way than the bucket. */
function expectNoLeak(): void {
  const told = [
    ...world.lines(),
    ...world.queue.waiting,
    ...world.queue.dead,
    ...world.table.calls.map(({ body }) => body),
  ];
  expect([...told, ...world.extension.sent.map(({ body }) => body)].join('\n')).not.toContain(CANARY);
}

/** What the model does, and what it is to the prompt: a result for ever, or nothing yet. */
type Row = readonly [fault: string, reply: Reply, code: ErrorCode];

const COMES_AGAIN: readonly Row[] = [
  ['throttled', exception('ThrottlingException'), 'throttled'],
  ['not ready', exception('ModelNotReadyException'), 'throttled'],
  ['out of quota', exception('ServiceQuotaExceededException'), 'throttled'],
  ['timed out', exception('ModelTimeoutException'), 'model-timeout'],
  ['not available', exception('ServiceUnavailableException'), 'model-unavailable'],
  ['failing on its side', exception('InternalServerException'), 'model-unavailable'],
  ['failing', exception('ModelErrorException'), 'model-unavailable'],
  ['not granted', exception('AccessDeniedException'), 'model-refused'],
  ['at its end of life', exception('ResourceNotFoundException'), 'model-refused'],
  ['no JSON', { kind: 'malformed' }, 'model-unavailable'],
  ['half an answer', { kind: 'incomplete' }, 'model-unavailable'],
  ['cut off', { kind: 'cut' }, 'model-unreachable'],
  ['silent', { kind: 'hang' }, 'model-timeout'],
  ["a proxy's page", { kind: 'page', status: 502, body: `<p>${CANARY}</p>` }, 'model-unavailable'],
];

const FOR_EVER: readonly Row[] = [
  ['refusing a parameter', exception('ValidationException'), 'model-refused'],
  ['refusing a prompt that is too long', exception('ValidationException', 'Input is too long'), 'invalid-request'],
];

describe('a model that is', () => {
  it.each(COMES_AGAIN)('%s leaves the prompt to a later delivery, which answers it', async (_, reply, code) => {
    const { id } = await world.accepted(canaries(1));
    world.bedrock.script(reply, reply);
    const records = world.queue.receive(1);
    const remainingMs = reply.kind === 'hang' ? 3_600 : 8_000;
    expect(await world.work(records, remainingMs)).toEqual(records.map(({ messageId }) => messageId));
    expect(outcomesOf(METRICS.batchRetries)).toEqual([code]);
    expect(outcomesOf(METRICS.modelCalls)).toEqual([code]);
    expect(outcomesOf(METRICS.batchItems)).toEqual([]);
    expect(world.metrics(METRICS.costUsd.name)).toEqual([]);
    expect(await world.progress(id)).toMatchObject({ status: 'running', succeeded: 0, failed: 0 });
    expectNoLeak();
    world.bedrock.reset();
    world.queue.giveBack(records[0]?.messageId ?? '');
    await world.drain();
    expect(await world.progress(id)).toMatchObject({ status: 'completed', succeeded: 1 });
  });

  it.each(FOR_EVER)('%s gives the prompt an error as its result', async (_, reply, code) => {
    const { id } = await world.accepted(canaries(1));
    world.bedrock.script(reply);
    expect(await world.drain()).toBe(1);
    expect(outcomesOf(METRICS.batchItems)).toEqual([code]);
    expect(outcomesOf(METRICS.batchRetries)).toEqual([]);
    expect(await world.progress(id)).toMatchObject({ status: 'completed', succeeded: 0, failed: 1 });
    expect(world.results(id)).toEqual([
      {
        index: 0,
        id: 'mine-0',
        status: 'failed',
        error: expect.objectContaining({ type: `urn:problem:llm-service:${code}`, detail: expect.any(String) }),
      },
    ]);
    expect(JSON.stringify(world.results(id))).not.toContain(CANARY);
    expectNoLeak();
  });

  it('guarded keeps the words of the guardrail', async () => {
    const { id } = await world.accepted(canaries(1));
    world.bedrock.script({ kind: 'answer', text: 'No.', stopReason: 'guardrail_intervened' });
    await world.drain();
    expect(outcomesOf(METRICS.batchItems)).toEqual(['guardrail']);
    expect(world.results(id)).toMatchObject([{ status: 'succeeded', output: 'No.' }]);
    expect(world.bedrock.calls[0]?.body.guardrailConfig).toEqual({
      guardrailIdentifier: 'guardrail-id',
      guardrailVersion: '3',
    });
  });
});

describe('a batch that is wholly bad', () => {
  it('loses nothing: what no model answers ends in the dead letters, and a redrive completes it', async () => {
    const { id } = await world.accepted(canaries(3));
    world.bedrock.script(...Array.from({ length: 40 }, () => exception('AccessDeniedException')));
    await world.drain();
    expect(world.queue.dead).toHaveLength(3);
    expect(world.bucket.objects.has(BATCH_KEYS.requests(id))).toBe(true);
    expectNoLeak();
    world.bedrock.reset();
    world.queue.moveBack();
    await world.drain();
    expect(await world.progress(id)).toMatchObject({ status: 'completed', succeeded: 3 });
  });

  it('of messages that nobody can read sends each of them to the dead letters', async () => {
    const strange = [
      '',
      'null',
      '{}',
      '[]',
      '"x"',
      '{"batch":"x","index":0}',
      `{"batch":"${'0'.repeat(32)}","index":-1}`,
    ];
    const records = [...strange, `{"batch":"${'0'.repeat(32)}","index":0}`].map((body, place) => ({
      ...empty,
      messageId: `m${place}`,
      body,
    }));
    expect((await world.work(records)).sort()).toEqual(records.map(({ messageId }) => messageId));
    expect(world.bedrock.calls).toEqual([]);
  });

  it('of prompts that no model takes is complete, with an error for each', async () => {
    const { id } = await world.accepted(canaries(3));
    world.bedrock.script(...Array.from({ length: 3 }, () => exception('ValidationException')));
    await world.drain();
    expect(await world.progress(id)).toMatchObject({ status: 'completed', succeeded: 0, failed: 3 });
    expect(world.results(id)).toHaveLength(3);
  });
});

describe('a delivery', () => {
  it('begins nothing for which no time is left', async () => {
    await world.accepted(canaries(2));
    const records = world.queue.receive(2);
    expect(await world.work(records, 3_000)).toHaveLength(2);
    expect(world.bedrock.calls).toEqual([]);
    expect(outcomesOf(METRICS.batchRetries)).toEqual(['model-timeout', 'model-timeout']);
  });

  it('of two at a time asks a model once, and the other comes again', async () => {
    const { id } = await world.accepted(canaries(1));
    world.bedrock.script({ kind: 'answer', latencyMs: 150 });
    const [record = empty] = world.queue.receive(1);
    const back = await world.work([record, { ...record, messageId: 'twin' }]);
    expect(back).toHaveLength(1);
    expect(world.bedrock.calls).toHaveLength(1);
    expect(await world.work([{ ...record, messageId: 'again' }])).toEqual([]);
    expect(world.bedrock.calls).toHaveLength(1);
    expect(await world.progress(id)).toMatchObject({ status: 'completed', succeeded: 1 });
    expect(world.metrics(METRICS.batchesCompleted.name)).toHaveLength(1);
  });

  it.each([
    ['the table, before the answer is counted', () => world.table.fail('error', 'UpdateItem')],
    [
      'the bucket, before the results are put together',
      () => world.bucket.fail('error', { method: 'PUT', key: 'results.jsonl' }),
    ],
  ])('that loses %s asks no model again', async (_, breaks) => {
    const { id } = await world.accepted(canaries(1));
    const [record = empty] = world.queue.receive(1);
    world.bedrock.script({ kind: 'answer', latencyMs: 100 });
    const working = world.work([record]);
    while (world.bedrock.calls.length === 0) await new Promise((next) => setTimeout(next, 5));
    breaks();
    expect(await working).toEqual([record.messageId]);
    world.table.heal();
    world.bucket.heal();
    expect(await world.work([record])).toEqual([]);
    expect(world.bedrock.calls).toHaveLength(1);
    expect(await world.progress(id)).toMatchObject({ status: 'completed', succeeded: 1 });
  });

  it.each(['throttle', 'refuse', 'error', 'malformed', 'cut'] as const)(
    'with a bucket that is %s comes again',
    async (fault) => {
      await world.accepted(canaries(1));
      world.bucket.fail(fault);
      expect(await world.work(world.queue.receive(1))).toHaveLength(1);
      expect(world.bedrock.calls).toEqual([]);
      expect(outcomesOf(METRICS.batchRetries)).toEqual(['storage-unavailable']);
      expectNoLeak();
    },
  );
});

const empty = { ...({} as Parameters<BatchWorld['work']>[0][number]), messageId: 'none', body: '' };

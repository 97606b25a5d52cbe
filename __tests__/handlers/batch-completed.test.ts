import { BATCH_KEYS, type BatchResponse } from '../../handlers/contract/batch';
import { METRICS } from '../../handlers/contract/metrics';
import { type AnswerRecord, usualAnswer } from '../../tools/bedrock-batch-stand-in/server';
import { type BatchWorld, batchWorld, CHEAP, promptsOf } from './batch-world';

const CANARY = 'canary-c04d';
const TOTAL = 100;

let world: BatchWorld;

beforeAll(async () => {
  world = await batchWorld(['batches', 'batch-worker', 'batch-completed']);
}, 30_000);
beforeEach(() => world.reset());
afterAll(() => world.close());

const complete = (event: object) => world.functions['batch-completed'].run(event);

async function large(): Promise<{ batch: BatchResponse; arn: string }> {
  const batch = await world.accepted(promptsOf(TOTAL, { model: CHEAP, system: `${CANARY}-system` }));
  return { batch, arn: world.jobs.jobs[0]?.jobArn ?? '' };
}

const failing: AnswerRecord = () => ({ error: { errorCode: 400, errorMessage: CANARY } });
/** As one would be that the guardrail was not applied to. */
const unguarded: AnswerRecord = ({ recordId }, place) => usualAnswer({ recordId, modelInput: {} }, place);

describe('a large batch', () => {
  it('is one job of Bedrock, and no message', async () => {
    const { batch } = await large();
    expect(batch).toMatchObject({ road: 'bedrock', status: 'running', total: TOTAL });
    expect(world.queue.waiting).toEqual([]);
    expect(world.jobs.jobs.map(({ request }) => request)).toEqual([
      {
        jobName: `test-${batch.id}`,
        clientRequestToken: batch.id,
        roleArn: 'arn:aws:iam::111111111111:role/batch',
        modelId: 'arn:cheap',
        modelInvocationType: 'Converse',
        timeoutDurationInHours: 24,
        inputDataConfig: {
          s3InputDataConfig: {
            s3Uri: `s3://test-batches-bucket/${BATCH_KEYS.bedrockInput(batch.id)}`,
            s3InputFormat: 'JSONL',
          },
        },
        outputDataConfig: {
          s3OutputDataConfig: {
            s3Uri: `s3://test-batches-bucket/${BATCH_KEYS.bedrockOutput(batch.id)}`,
            s3EncryptionKeyId: 'arn:aws:kms:us-east-1:111111111111:key/batch',
          },
        },
      },
    ]);
    const [record] = (world.bucket.objects.get(BATCH_KEYS.bedrockInput(batch.id)) ?? '').split('\n');
    expect(JSON.parse(record ?? '')).toEqual({
      recordId: '00000000000',
      modelInput: {
        messages: [{ role: 'user', content: [{ text: 'Question 0' }] }],
        system: [{ text: `${CANARY}-system` }],
        inferenceConfig: { maxTokens: 1_000 },
        guardrailConfig: { guardrailIdentifier: 'guardrail-id', guardrailVersion: '3', trace: 'enabled' },
      },
    });
  });

  it.each([
    ['for a model that takes no jobs', promptsOf(TOTAL)],
    ['that is a prompt too small', promptsOf(TOTAL - 1, { model: CHEAP })],
    [
      'for two models',
      { requests: [...promptsOf(TOTAL, { model: CHEAP }).requests, ...promptsOf(1, { model: 'fast' }).requests] },
    ],
  ])('%s goes through the queue', async (_, body) => {
    expect((await world.accepted(body)).road).toBe('queue');
    expect(world.jobs.jobs).toEqual([]);
    expect(world.queue.waiting).toHaveLength(body.requests.length);
  });

  it('is complete when its job is, at half the price', async () => {
    const { batch, arn } = await large();
    await complete(world.jobs.end(arn));
    expect(await world.progress(batch.id)).toMatchObject({ status: 'completed', succeeded: TOTAL, failed: 0 });
    expect(world.results(batch.id)[7]).toMatchObject({
      index: 7,
      id: 'mine-7',
      status: 'succeeded',
      model: CHEAP,
      output: 'Answer 7 of a job.',
    });
    const costs = world.metrics(METRICS.costUsd.name);
    expect(costs).toHaveLength(TOTAL);
    // 10 tokens in at 1, 5 out at 5 dollars a million, halved
    expect(costs[0]?.value).toBeCloseTo(((10 * 1 + 5 * 5) / 1e6) * 0.5, 12);
    expect(costs[0]?.tags).toEqual(expect.arrayContaining([`model_alias:${CHEAP}`]));
    expect(world.metrics(METRICS.batchesCompleted.name)).toEqual([
      { value: 1, tags: expect.arrayContaining(['road:bedrock', 'freshness:within']) },
    ]);
    expect(world.bedrock.calls).toEqual([]);
  });

  it('is completed once, however often it is told of', async () => {
    const { batch, arn } = await large();
    const event = world.jobs.end(arn);
    for (let time = 0; time < 2; time += 1) await complete(event);
    await complete({ sweep: true });
    expect(world.metrics(METRICS.batchItems.name)).toHaveLength(TOTAL);
    expect(world.metrics(METRICS.batchesCompleted.name)).toHaveLength(1);
    expect(world.queue.waiting).toEqual([]);
    expect(world.results(batch.id)).toHaveLength(TOTAL);
  });

  it('is found by the schedule when nobody told of its end', async () => {
    const { batch, arn } = await large();
    await complete({ sweep: true });
    expect((await world.progress(batch.id)).status).toBe('running');
    world.jobs.end(arn);
    await complete({ sweep: true });
    expect((await world.progress(batch.id)).status).toBe('completed');
  });

  it.each<[string, string, AnswerRecord, number]>([
    ['ran out of time', 'Expired', (record, place) => (place < 90 ? usualAnswer(record, place) : undefined), 10],
    [
      'failed in parts',
      'PartiallyCompleted',
      (record, place) => (place % 20 ? usualAnswer : failing)(record, place),
      5,
    ],
    [
      'left the guardrail out of some',
      'Completed',
      (record, place) => (place < 3 ? unguarded : usualAnswer)(record, place),
      3,
    ],
  ])('goes on through the queue where its job %s', async (_, status, answer, left) => {
    const { batch, arn } = await large();
    const event = world.jobs.end(arn, status, answer);
    await complete(event);
    await complete(event);
    await complete({ sweep: true });
    expect(world.queue.waiting).toHaveLength(left);
    await world.drain();
    expect(await world.progress(batch.id)).toMatchObject({ status: 'completed', succeeded: TOTAL });
    expect(world.results(batch.id).map(({ index }) => index)).toEqual([...Array(TOTAL).keys()]);
    expect(world.metrics(METRICS.batchItems.name)).toHaveLength(TOTAL);
    expect(world.bedrock.calls).toHaveLength(left);
    const told = [...world.lines(), ...world.extension.sent.map(({ body }) => body)].join('\n');
    expect(told).not.toContain(CANARY);
  });

  it('goes through the queue as a whole where its job failed, once', async () => {
    const { batch, arn } = await large();
    const event = world.jobs.end(arn, 'Failed', () => undefined);
    await complete(event);
    await complete(event);
    await complete({ sweep: true });
    expect(world.queue.waiting.map((body) => JSON.parse(body) as object)).toEqual(
      Array.from({ length: TOTAL }, (_, index) => ({ batch: batch.id, index })),
    );
    expect((await world.progress(batch.id)).status).toBe('running');
  });

  it('is cancelled where somebody has stopped its job', async () => {
    const { batch, arn } = await large();
    await complete(world.jobs.end(arn, 'Stopped', () => undefined));
    expect((await world.progress(batch.id)).status).toBe('cancelled');
    expect(world.queue.waiting).toEqual([]);
  });

  it('is cancelled where Bedrock takes no job, and can be sent again', async () => {
    world.jobs.fail('error');
    const body = promptsOf(TOTAL, { model: CHEAP });
    expect((await world.post(body, { idempotencyKey: 'k' })).statusCode).toBe(503);
    world.jobs.reset();
    expect((await world.accepted(body, { idempotencyKey: 'k' })).status).toBe('running');
    expect(world.jobs.jobs).toHaveLength(1);
  });
});

describe('an event', () => {
  it('of a job of another environment changes nothing', async () => {
    await complete({ sweep: true });
    const { arn } = await large();
    const job = world.jobs.jobs[0];
    if (job !== undefined) Object.assign(job, { jobName: 'other-0' });
    await complete(world.jobs.end(arn));
    expect(world.metrics(METRICS.batchItems.name)).toEqual([]);
  });

  it('of a job that is still at work changes nothing', async () => {
    const { batch, arn } = await large();
    await complete({ detail: { batchJobArn: arn, status: 'InProgress' } });
    // it is the job that is asked, not the event that is believed
    await complete({ detail: { batchJobArn: arn, status: 'Completed' } });
    expect(await world.progress(batch.id)).toMatchObject({ status: 'running', succeeded: 0 });
    expect(world.queue.waiting).toEqual([]);
  });

  it.each([
    {},
    { detail: {} },
    { detail: null },
    { detail: 'x' },
    { detail: { batchJobArn: 7 } },
    { detail: { batchJobArn: `arn:${CANARY}` } },
    { sweep: 'true' },
    [],
    'text',
    7,
    null,
  ])('that names no job fails, so that somebody sees it: %j', async (event) => {
    await expect(complete(event as object)).rejects.toThrow('ServiceError');
    expect(world.lines().join('\n')).toContain('job not taken');
    expect(world.lines().join('\n')).not.toContain(CANARY);
  });

  it.each([
    ['the bucket', () => world.bucket.fail('error')],
    ['the table', () => world.table.fail('error')],
    ['the queue', () => world.queue.fail('error')],
    ['Bedrock', () => world.jobs.fail('error')],
  ])('is not lost while %s fails: Lambda brings it again', async (_, breaks) => {
    const { batch, arn } = await large();
    const event = world.jobs.end(arn, 'PartiallyCompleted', (record, place) =>
      place < 99 ? usualAnswer(record, place) : undefined,
    );
    breaks();
    await expect(complete(event)).rejects.toThrow('ServiceError');
    expect(world.lines().join('\n')).not.toContain(CANARY);
    world.bucket.heal();
    world.table.heal();
    world.queue.heal();
    world.jobs.heal();
    await complete(event);
    await world.drain();
    expect(await world.progress(batch.id)).toMatchObject({ status: 'completed', succeeded: TOTAL });
    expect(world.metrics(METRICS.batchItems.name)).toHaveLength(TOTAL);
  });
});

import type { SQSRecord } from 'aws-lambda';
import fc from 'fast-check';
import { METRICS } from '../../handlers/contract/metrics';
import type { Reply } from '../../tools/bedrock-stand-in/faults';
import { type BatchWorld, batchWorld, promptsOf } from './batch-world';

const PROMPTS = 3;

let world: BatchWorld;

beforeAll(async () => {
  world = await batchWorld(['batches', 'batch-worker']);
}, 30_000);
afterAll(() => world.close());

const REPLIES: Readonly<Record<string, Reply>> = {
  answers: { kind: 'answer' },
  throttles: { kind: 'exception', name: 'ThrottlingException' },
  denies: { kind: 'exception', name: 'AccessDeniedException' },
  breaks: { kind: 'cut' },
};

const deliveries = fc.record({
  // the messages of each invocation, again and again and in any order
  invocations: fc.array(fc.array(fc.nat(PROMPTS - 1), { minLength: 1, maxLength: 4 }), { maxLength: 4 }),
  replies: fc.array(fc.constantFrom(...Object.keys(REPLIES)), { maxLength: 6 }),
});

it('any order and number of deliveries gives each prompt one result, and pays for one answer', async () => {
  await fc.assert(
    fc.asyncProperty(deliveries, async ({ invocations, replies }) => {
      await world.reset();
      const { id } = await world.accepted(promptsOf(PROMPTS));
      const script = replies.map((name) => REPLIES[name] ?? { kind: 'answer' as const });
      world.bedrock.script(...script);
      const messages = world.queue.receive(PROMPTS);
      let number = 0;
      const deliver = (indexes: readonly number[]) =>
        world.work(
          indexes.map((index): SQSRecord => {
            number += 1;
            return { ...(messages[index] as SQSRecord), messageId: `delivery-${number}` };
          }),
        );
      for (const indexes of invocations) await deliver(indexes);
      // whoever was given back comes again, until nobody is; no script is longer than these rounds
      const everyone = [...messages.keys()];
      for (let round = 0; round < 5 && (await deliver(everyone)).length > 0; round += 1);

      expect(await world.progress(id)).toMatchObject({ status: 'completed', succeeded: PROMPTS, failed: 0 });
      expect(world.results(id).map(({ index }) => index)).toEqual(everyone);
      expect(world.metrics(METRICS.batchItems.name)).toHaveLength(PROMPTS);
      expect(world.metrics(METRICS.batchesCompleted.name)).toHaveLength(1);
      const paid = world.bedrock.calls.filter((_, call) => (script[call]?.kind ?? 'answer') === 'answer');
      expect(paid.map(({ body }) => body.messages?.[0]?.content[0]?.text).sort()).toEqual(
        everyone.map((index) => `Question ${index}`),
      );
    }),
    { numRuns: 12 },
  );
}, 60_000);

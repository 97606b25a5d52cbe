import { DeadLetters } from '../../../stacks/aws/dead-letters';
import { Queue, type QueueProps } from '../../../stacks/aws/queue';
import { prod } from '../../../stacks/config/environments/prod';
import { type Plan, planOf, statements } from '../synthesized';

const KEY = 'arn:aws:kms:us-east-1:111111111111:key/data';
const WORKER = { timeoutSeconds: 120, batchSize: 5, batchingWindowSeconds: 3, concurrency: 10 };

function queueOf(given: Partial<QueueProps> = {}) {
  let made: Queue | undefined;
  const plan = planOf((stack) => {
    made = new Queue(stack, 'queue', {
      config: prod,
      part: 'batches',
      kmsKeyArn: KEY,
      worker: WORKER,
      attempts: 4,
      ...given,
    });
  });
  if (made === undefined) throw new Error('nothing was made');
  return { plan, made };
}

/** The queue of a name, and what its policy says. */
function named(plan: Plan, name: string) {
  const [id, queue] =
    Object.entries(plan.resource['aws_sqs_queue'] ?? {}).find(([, args]) => args['name'] === name) ?? [];
  if (queue === undefined) throw new Error(`no queue ${name}`);
  const policy = Object.values(plan.resource['aws_sqs_queue_policy'] ?? {}).find((args) =>
    String(args['queue_url']).includes(`.${id}.`),
  );
  return { queue, address: `aws_sqs_queue.${id}`, policy: statements(policy?.['policy']) };
}

const { plan, made } = queueOf();
const work = named(plan, 'llm-gateway-prod-batches');
const dead = named(plan, 'llm-gateway-prod-batches-dead');

describe('Queue', () => {
  it('hides a message for six timeouts of its worker and the window in which messages are gathered', () => {
    expect(work.queue['visibility_timeout_seconds']).toBe(6 * 120 + 3);
  });

  it('gives what fails to its dead letters, which take it from no other queue and keep it longer', () => {
    expect(JSON.parse(String(work.queue['redrive_policy']))).toEqual({
      deadLetterTargetArn: `\${${dead.address}.arn}`,
      maxReceiveCount: 4,
    });
    expect(JSON.parse(String(dead.queue['redrive_allow_policy']))).toEqual({
      redrivePermission: 'byQueue',
      sourceQueueArns: ['arn:aws:sqs:us-east-1:222222222222:llm-gateway-prod-batches'],
    });
    expect(Number(dead.queue['message_retention_seconds'])).toBeGreaterThan(
      Number(work.queue['message_retention_seconds']),
    );
  });

  it.each([work, dead])(
    'is under the customer key, waits for messages, and takes none without TLS: $address',
    (one) => {
      expect(one.queue).toMatchObject({ kms_master_key_id: KEY, receive_wait_time_seconds: 20 });
      expect(one.policy).toMatchObject([{ Sid: 'OnlyOverTls', Effect: 'Deny', Principal: '*' }]);
    },
  );

  it('grants sending and receiving, each with no more of the key than it needs', () => {
    const of = (grants: ReturnType<Queue['sendGrants']>) => grants.map(({ sid, actions }) => [sid, actions]);
    expect(of(made.sendGrants({ sid: 'Send', why: 'x' }))).toEqual([
      ['Send', ['sqs:SendMessage']],
      ['SendKey', ['kms:Decrypt', 'kms:GenerateDataKey']],
    ]);
    expect(of(made.receiveGrants({ sid: 'Work', why: 'x' }))).toEqual([
      ['Work', ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage']],
      ['WorkKey', ['kms:Decrypt']],
    ]);
  });

  it('tells how much its workers take at once, and what was promised', () => {
    expect(made.parts[0]).toMatchObject({ visibilitySeconds: 723, attempts: 4, takenAtOnce: 50 });
    expect(queueOf({ promisedSeconds: 600 }).made.parts[0].promisedSeconds).toBe(600);
  });
});

describe('DeadLetters of a function', () => {
  const rule = 'arn:aws:events:us-east-1:222222222222:rule/llm-gateway-prod-jobs';
  const plan = planOf((stack) => {
    new DeadLetters(stack, 'dead', {
      config: prod,
      of: { kind: 'function', part: 'evaluate' },
      kmsKeyArn: KEY,
      senders: [{ service: 'events.amazonaws.com', sourceArn: rule }],
    });
  });
  const { queue, policy } = named(plan, 'llm-gateway-prod-evaluate-dead');

  it('are those of no queue', () => {
    expect(queue['redrive_allow_policy']).toBe('{"redrivePermission":"denyAll"}');
  });

  it('are taken from the service that sends them, for the one rule', () => {
    expect(policy[1]).toMatchObject({
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Condition: { StringEquals: { 'aws:SourceAccount': '222222222222' }, ArnEquals: { 'aws:SourceArn': rule } },
    });
  });
});

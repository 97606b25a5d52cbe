import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
import { Construct } from 'constructs';
import type { ServiceConfig } from '../config/schema';
import { jsonText } from '../json-text';
import { deadLettersNameOf, queueNameOf } from '../names';
import type { DeadLettersPart } from '../parts';
import { addressOf } from './address';
import { type QueueGrant, type QueueSender, queueArn, queuePolicy, sendGrants } from './queue-access';
import type { RoleGrant } from './service-role';

export interface DeadLettersProps {
  readonly config: ServiceConfig;
  /** Whose they are: the part that fails, a queue or a function. */
  readonly of: { readonly kind: 'queue' | 'function'; readonly part: string };
  readonly kmsKeyArn: string;
  /** Services that put messages here by themselves. Default: none; a function sends with its own role. */
  readonly senders?: readonly QueueSender[];
}

/** As long as SQS keeps anything: time for a long weekend, and for the mending after it. */
export const DEAD_LETTER_DAYS = 14;
const SECONDS_IN_A_DAY = 86_400;
/** Longest that SQS waits for a message: fewer empty answers, each of which costs. */
export const LONG_POLL_SECONDS = 20;

/**
 * Where messages go that could not be worked on, so that nothing is lost and somebody hears of it. They hold ids, never
 * prompts: an encrypted queue has no lifecycle that a data policy could rely on.
 *
 * Of a function that is invoked asynchronously, hand it to `HandlerFunction` as `asynchronous`.
 */
export class DeadLetters extends Construct {
  readonly arn: string;
  readonly url: string;
  readonly part: DeadLettersPart;
  readonly #sending: Parameters<typeof sendGrants>[0];

  constructor(scope: Construct, id: string, { config, of, kmsKeyArn, senders = [] }: DeadLettersProps) {
    super(scope, id);

    const { accountId, region } = config.aws;
    const name = deadLettersNameOf(config, of.part);
    const queue = new SqsQueue(this, 'Default', {
      name,
      kmsMasterKeyId: kmsKeyArn,
      messageRetentionSeconds: DEAD_LETTER_DAYS * SECONDS_IN_A_DAY,
      receiveWaitTimeSeconds: LONG_POLL_SECONDS,
      redriveAllowPolicy: JSON.stringify(
        of.kind === 'queue'
          ? // by name: the queue itself names this one, and each would wait for the other
            { redrivePermission: 'byQueue', sourceQueueArns: [queueArn(config, queueNameOf(config, of.part))] }
          : { redrivePermission: 'denyAll' },
      ),
    });
    new SqsQueuePolicy(this, 'policy', {
      queueUrl: queue.url,
      policy: jsonText(this, queuePolicy(queue.arn, accountId, senders)),
    });

    this.arn = queue.arn;
    this.url = queue.url;
    this.#sending = { arn: queue.arn, kmsKeyArn, region };
    this.part = {
      kind: 'dead-letters',
      id: `${of.part}-dead`,
      name,
      addresses: [addressOf(queue)],
      scope: [`queuename:${name}`],
      of: { kind: of.kind, name: queueNameOf(config, of.part) },
      retentionDays: DEAD_LETTER_DAYS,
    };
  }

  /** What a role needs to put messages here. */
  sendGrants(grant: QueueGrant): RoleGrant[] {
    return sendGrants(this.#sending, grant);
  }
}

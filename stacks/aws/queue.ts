import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
import { Construct } from 'constructs';
import type { ServiceConfig } from '../config/schema';
import { jsonText } from '../json-text';
import { queueNameOf } from '../names';
import type { DeadLettersPart, QueuePart } from '../parts';
import { addressOf } from './address';
import { DeadLetters, LONG_POLL_SECONDS } from './dead-letters';
import { type QueueGrant, queuePolicy, receiveGrants, sendGrants } from './queue-access';
import type { RoleGrant } from './service-role';

/** Who works on the messages. */
export interface QueueWorker {
  readonly timeoutSeconds: number;
  /** Messages that it is given at once, and how long Lambda may wait to gather so many. */
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  /** How many of it work at one time. */
  readonly concurrency: number;
}

export interface QueueProps {
  readonly config: ServiceConfig;
  /** Last part of the name, and id of the part: `batches`. */
  readonly part: string;
  readonly kmsKeyArn: string;
  readonly worker: QueueWorker;
  /** Times that a message is given to the worker before it goes to the dead letters. */
  readonly attempts: number;
  /** Longest that a message should wait. Default: all its attempts, after which it should be somewhere else. */
  readonly promisedSeconds?: number;
}

/** AWS's own advice; a worker that is throttled needs it: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
export const TIMEOUTS_OF_VISIBILITY = 6;
/** Messages outlive a weekend on which nobody works on them. */
const RETENTION_SECONDS = 4 * 86_400;

/** A queue between a request and the work that it asks for, with its dead letters. Messages hold ids, never prompts. */
export class Queue extends Construct {
  readonly arn: string;
  readonly url: string;
  readonly deadLetters: DeadLetters;
  readonly parts: readonly [QueuePart, DeadLettersPart];
  readonly #ref: Parameters<typeof sendGrants>[0];

  constructor(
    scope: Construct,
    id: string,
    { config, part, kmsKeyArn, worker, attempts, promisedSeconds }: QueueProps,
  ) {
    super(scope, id);

    const { accountId, region } = config.aws;
    const name = queueNameOf(config, part);
    this.deadLetters = new DeadLetters(this, 'dead-letters', { config, of: { kind: 'queue', part }, kmsKeyArn });
    const visibilitySeconds = visibilityFor(worker);
    const queue = new SqsQueue(this, 'Default', {
      name,
      kmsMasterKeyId: kmsKeyArn,
      visibilityTimeoutSeconds: visibilitySeconds,
      messageRetentionSeconds: RETENTION_SECONDS,
      receiveWaitTimeSeconds: LONG_POLL_SECONDS,
      redrivePolicy: jsonText(this, { deadLetterTargetArn: this.deadLetters.arn, maxReceiveCount: attempts }),
    });
    new SqsQueuePolicy(this, 'policy', {
      queueUrl: queue.url,
      policy: jsonText(this, queuePolicy(queue.arn, accountId, [])),
    });

    this.arn = queue.arn;
    this.url = queue.url;
    this.#ref = { arn: queue.arn, kmsKeyArn, region };
    this.parts = [
      {
        kind: 'queue',
        id: `queue-${part}`,
        name,
        addresses: [addressOf(queue)],
        scope: [`queuename:${name}`],
        visibilitySeconds,
        attempts,
        takenAtOnce: worker.concurrency * worker.batchSize,
        ...(promisedSeconds === undefined ? {} : { promisedSeconds }),
      },
      this.deadLetters.part,
    ];
  }

  /** What a role needs to put messages here. */
  sendGrants(grant: QueueGrant): RoleGrant[] {
    return sendGrants(this.#ref, grant);
  }

  /** What the worker's role needs to be given messages. */
  receiveGrants(grant: QueueGrant): RoleGrant[] {
    return receiveGrants(this.#ref, grant);
  }
}

/** How long a message stays hidden from others while one works on it. */
export const visibilityFor = ({
  timeoutSeconds,
  batchingWindowSeconds,
}: Pick<QueueWorker, 'timeoutSeconds' | 'batchingWindowSeconds'>): number =>
  TIMEOUTS_OF_VISIBILITY * timeoutSeconds + batchingWindowSeconds;

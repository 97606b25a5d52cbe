import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import type { Redrivable } from './queues';

/** What lies where, as SQS counts it: about. */
export interface Looked extends Redrivable {
  readonly deadLettersArn: string;
  /** Messages in the queue, those that somebody works on included. */
  readonly waiting: number;
  readonly dead: number;
  /** Somebody has begun to move them already. */
  readonly moving: boolean;
}

export interface Moved {
  readonly status: string;
  readonly moved: number;
  /** Of those that were there when it began. */
  readonly of: number;
  readonly reason?: string;
}

export interface RedriveDependencies {
  readonly sqs: SQSClient;
  readonly accountId: string;
}

/** How many messages lie with the dead letters, and in the queue that they came from. @throws what the AWS SDK throws */
export async function look(pair: Redrivable, { sqs, accountId }: RedriveDependencies): Promise<Looked> {
  const counts = async (name: string) => {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name, QueueOwnerAWSAccountId: accountId }));
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ['QueueArn', 'ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    const { QueueArn = '', ApproximateNumberOfMessages = 0, ApproximateNumberOfMessagesNotVisible = 0 } = Attributes;
    return {
      arn: QueueArn,
      messages: Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible),
    };
  };
  const [queue, dead] = await Promise.all([counts(pair.queue), counts(pair.deadLetters)]);
  const task = await lastTask(sqs, dead.arn);
  return {
    ...pair,
    deadLettersArn: dead.arn,
    waiting: queue.messages,
    dead: dead.messages,
    moving: task !== undefined && isRunning(task),
  };
}

export interface MoveOptions {
  readonly perSecond?: number;
  /** Told as often as it is looked at. */
  progress(moved: Moved): void;
  /** Waits before it is looked at again. */
  pause(): Promise<void>;
}

/**
 * Moves dead letters back to their queue, or follows somebody else's move, until it has ended. It goes on when this program
 * ends before. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 *
 * @throws what the AWS SDK throws.
 */
export async function move(
  { deadLettersArn, dead, moving }: Looked,
  { perSecond, progress, pause }: MoveOptions,
  { sqs }: RedriveDependencies,
): Promise<Moved> {
  if (!moving) {
    await sqs.send(
      new StartMessageMoveTaskCommand({
        SourceArn: deadLettersArn,
        ...(perSecond === undefined ? {} : { MaxNumberOfMessagesPerSecond: perSecond }),
      }),
    );
  }
  for (;;) {
    const task = await lastTask(sqs, deadLettersArn);
    const moved: Moved = {
      status: task?.Status ?? 'RUNNING',
      moved: Number(task?.ApproximateNumberOfMessagesMoved ?? 0),
      of: Number(task?.ApproximateNumberOfMessagesToMove ?? dead),
      ...(task?.FailureReason === undefined ? {} : { reason: task.FailureReason }),
    };
    progress(moved);
    if (task !== undefined && !isRunning(task)) return moved;
    await pause();
  }
}

async function lastTask(sqs: SQSClient, SourceArn: string): Promise<ListMessageMoveTasksResultEntry | undefined> {
  // the latest comes first
  const { Results = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }));
  return Results[0];
}

const isRunning = ({ Status }: ListMessageMoveTasksResultEntry): boolean =>
  Status === 'RUNNING' || Status === 'CANCELLING';

import { createHash, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { SQSRecord } from 'aws-lambda';
import { type Fault, meet } from '../stand-in/faults';
import { type LocalServer, localServer } from '../stand-in/local-server';

const EXCEPTIONS = {
  throttle: [400, 'RequestThrottled'],
  refuse: [400, 'AccessDeniedException'],
  error: [500, 'InternalFailure'],
} as const;

export interface QueueOptions {
  /** Default `batches`; the dead letters are `<name>-dead`. */
  readonly name?: string;
  /** Deliveries after which a message goes to the dead letters. */
  readonly maxReceiveCount: number;
  /** Something was sent, or can be received again. */
  arrived?(): void;
}

/**
 * A queue and its dead letters on localhost, in memory. The real AWS SDK sends and looks; receiving is left to whoever plays
 * Lambda's event source mapping, because no code of ours receives.
 */
export interface SqsStandIn extends LocalServer {
  readonly queueUrl: string;
  /** Bodies that wait, and those that were given up. */
  readonly waiting: readonly string[];
  readonly dead: readonly string[];
  /** As `SendMessageBatch`, without the SDK. */
  put(...bodies: readonly string[]): void;
  /** Takes up to so many messages; each is hidden until it is removed or given back. */
  receive(most: number): SQSRecord[];
  remove(messageId: string): void;
  /** Visible again, as after its visibility timeout; dead after the last delivery. */
  giveBack(messageId: string): void;
  /** All dead letters wait again, as after a redrive. */
  moveBack(): void;
  /** The move of dead letters that runs ends as failed. */
  breakMove(reason: string): void;
  /** Fails each call from now on. */
  fail(fault: Fault): void;
  /** Of the next calls that send, one each: refuses these of their entries, by place. */
  refuse(...entries: readonly (readonly number[])[]): void;
  heal(): void;
  reset(): void;
}

interface Message {
  readonly id: string;
  readonly body: string;
  received: number;
}

const ACCOUNT = '111111111111';

export async function sqsStandIn(
  { name = 'batches', maxReceiveCount, arrived = () => {} }: QueueOptions,
  port = 0,
): Promise<SqsStandIn> {
  const deadName = `${name}-dead`;
  let waiting: Message[] = [];
  let dead: Message[] = [];
  const hidden = new Map<string, Message>();
  let failing: Fault | undefined;
  let refusals: (readonly number[])[] = [];

  const moveBack = (most: number): number => {
    const some = dead.splice(0, most);
    waiting.push(...some.map(({ id, body }) => ({ id, body, received: 0 })));
    if (some.length > 0) queueMicrotask(arrived);
    return some.length;
  };
  const put = (...bodies: readonly string[]): void => {
    waiting.push(...bodies.map((body) => ({ id: randomUUID(), body, received: 0 })));
    if (bodies.length > 0) queueMicrotask(arrived);
  };
  let task: MoveTask | undefined;
  /** Each look at a task is a second to it. */
  const goOn = (): void => {
    if (task?.Status !== 'RUNNING') return;
    task.ApproximateNumberOfMessagesMoved += moveBack(task.MaxNumberOfMessagesPerSecond ?? dead.length);
    if (dead.length === 0) task.Status = 'COMPLETED';
  };
  const queueOf = ({ QueueUrl = '', QueueName = QueueUrl.split('/').at(-1) ?? '' }: Input): string => {
    if (QueueName === name || QueueName === deadName) return QueueName;
    throw new Refused('QueueDoesNotExist');
  };
  const OPERATIONS: Readonly<Record<string, (input: Input) => object>> = {
    SendMessageBatch: ({ Entries = [] }) => {
      const refused = refusals.shift() ?? [];
      const taken = Entries.filter((_, place) => !refused.includes(place));
      put(...taken.map(({ MessageBody }) => MessageBody));
      return {
        Successful: taken.map(({ Id, MessageBody }) => ({
          Id,
          MessageId: randomUUID(),
          MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
        })),
        Failed: Entries.filter((entry) => !taken.includes(entry)).map(({ Id }) => ({
          Id,
          Code: 'InternalError',
          SenderFault: false,
        })),
      };
    },
    GetQueueUrl: (input) => ({ QueueUrl: `${server.url}/${ACCOUNT}/${queueOf(input)}` }),
    GetQueueAttributes: (input) => {
      const queue = queueOf(input);
      return {
        Attributes: {
          QueueArn: arnOf(queue),
          ApproximateNumberOfMessages: String((queue === deadName ? dead : waiting).length),
          ApproximateNumberOfMessagesNotVisible: String(queue === deadName ? 0 : hidden.size),
        },
      };
    },
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
    StartMessageMoveTask: ({ SourceArn, MaxNumberOfMessagesPerSecond }) => {
      if (SourceArn !== arnOf(deadName)) throw new Refused('ResourceNotFoundException');
      if (task?.Status === 'RUNNING') throw new Refused('AWS.SimpleQueueService.UnsupportedOperation');
      task = {
        Status: 'RUNNING',
        SourceArn,
        ApproximateNumberOfMessagesMoved: 0,
        ApproximateNumberOfMessagesToMove: dead.length,
        ...(MaxNumberOfMessagesPerSecond === undefined ? {} : { MaxNumberOfMessagesPerSecond }),
      };
      return { TaskHandle: 'task-1' };
    },
    ListMessageMoveTasks: () => {
      goOn();
      return { Results: task === undefined ? [] : [task] };
    },
  };
  const server = await localServer((request, body, response) => {
    if (failing !== undefined) {
      misbehave(failing, body, response);
      return;
    }
    const operation = OPERATIONS[String(request.headers['x-amz-target'] ?? '').replace('AmazonSQS.', '')];
    if (operation === undefined) send(response, 400, { __type: 'com.amazonaws.sqs#UnsupportedOperation' });
    else {
      try {
        send(response, 200, operation(JSON.parse(body) as Input));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        send(response, 400, { __type: `com.amazonaws.sqs#${error.message}` });
      }
    }
  }, port);
  return {
    ...server,
    queueUrl: `${server.url}/${ACCOUNT}/${name}`,
    get waiting() {
      return waiting.map(({ body }) => body);
    },
    get dead() {
      return dead.map(({ body }) => body);
    },
    put,
    receive: (most) =>
      waiting.splice(0, most).map((message) => {
        message.received += 1;
        hidden.set(message.id, message);
        return recordOf(message, arnOf(name));
      }),
    remove: (id) => void hidden.delete(id),
    giveBack: (id) => {
      const message = hidden.get(id);
      if (message === undefined) return;
      hidden.delete(id);
      if (message.received >= maxReceiveCount) dead.push(message);
      else {
        waiting.push(message);
        arrived();
      }
    },
    moveBack: () => void moveBack(dead.length),
    breakMove: (reason) => {
      if (task !== undefined) Object.assign(task, { Status: 'FAILED', FailureReason: reason });
    },
    fail: (fault) => {
      failing = fault;
    },
    refuse: (...entries) => void refusals.push(...entries),
    heal: () => {
      failing = undefined;
    },
    reset: () => {
      waiting = [];
      dead = [];
      hidden.clear();
      failing = undefined;
      refusals = [];
      task = undefined;
    },
  };
}

interface Input {
  readonly Entries?: readonly { readonly Id: string; readonly MessageBody: string }[];
  readonly QueueName?: string;
  readonly QueueUrl?: string;
  readonly SourceArn?: string;
  readonly MaxNumberOfMessagesPerSecond?: number;
}

/** As `ListMessageMoveTasks` tells of it. */
interface MoveTask {
  Status: 'RUNNING' | 'COMPLETED' | 'FAILED';
  readonly SourceArn: string;
  ApproximateNumberOfMessagesMoved: number;
  readonly ApproximateNumberOfMessagesToMove: number;
  readonly MaxNumberOfMessagesPerSecond?: number;
  readonly FailureReason?: string;
}

/** What SQS would say no to; its message is the name of the exception. */
class Refused extends Error {}

const arnOf = (queue: string): string => `arn:aws:sqs:us-east-1:${ACCOUNT}:${queue}`;

const recordOf = ({ id, body, received }: Message, eventSourceARN: string): SQSRecord => ({
  messageId: id,
  receiptHandle: `${id}-${received}`,
  body,
  attributes: {
    ApproximateReceiveCount: String(received),
    SentTimestamp: '0',
    SenderId: ACCOUNT,
    ApproximateFirstReceiveTimestamp: '0',
  },
  messageAttributes: {},
  md5OfBody: createHash('md5').update(body).digest('hex'),
  eventSource: 'aws:sqs',
  eventSourceARN,
  awsRegion: 'us-east-1',
});

/** @param received Messages of AWS may quote what was sent, so these do. */
const misbehave = (fault: Fault, received: string, response: ServerResponse): void =>
  meet(fault, response, {
    spoken: (one) => {
      const [status, name] = EXCEPTIONS[one];
      send(response, status, { __type: `com.amazonaws.sqs#${name}`, message: `about ${received}` });
    },
    malformed: () => void response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{"Failed":'),
  });

const send = (response: ServerResponse, status: number, body: object): void =>
  void response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));

import { createHash, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { SQSRecord } from 'aws-lambda';
import { type LocalServer, localServer } from '../stand-in/local-server';

/** What goes wrong with a call instead of an answer. */
export type QueueFault = 'throttled' | 'not granted' | 'failing' | 'cut' | 'silent';

const EXCEPTIONS = {
  throttled: [400, 'RequestThrottled'],
  'not granted': [400, 'AccessDeniedException'],
  failing: [500, 'InternalFailure'],
} as const;

export interface QueueOptions {
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
  /** Takes up to so many messages; each is hidden until it is removed or given back. */
  receive(most: number): SQSRecord[];
  remove(messageId: string): void;
  /** Visible again, as after its visibility timeout; dead after the last delivery. */
  giveBack(messageId: string): void;
  /** The dead letters wait again, as after a redrive. */
  moveBack(): void;
  /** Fails each call from now on. */
  fail(fault: QueueFault): void;
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
const NAME = 'batches';

export async function sqsStandIn({ maxReceiveCount, arrived = () => {} }: QueueOptions, port = 0): Promise<SqsStandIn> {
  let waiting: Message[] = [];
  let dead: Message[] = [];
  const hidden = new Map<string, Message>();
  let failing: QueueFault | undefined;
  let refusals: (readonly number[])[] = [];

  const moveBack = (): void => {
    waiting.push(...dead.map(({ id, body }) => ({ id, body, received: 0 })));
    dead = [];
    queueMicrotask(arrived);
  };
  const OPERATIONS: Readonly<Record<string, (input: Input) => object>> = {
    SendMessageBatch: ({ Entries = [] }) => {
      const refused = refusals.shift() ?? [];
      const taken = Entries.filter((_, place) => !refused.includes(place));
      for (const { MessageBody } of taken) waiting.push({ id: randomUUID(), body: MessageBody, received: 0 });
      if (taken.length > 0) queueMicrotask(arrived);
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
    GetQueueUrl: ({ QueueName }) => ({ QueueUrl: `${server.url}/${ACCOUNT}/${QueueName}` }),
    GetQueueAttributes: ({ QueueUrl = '' }) => {
      const queue = QueueUrl.split('/').at(-1) ?? '';
      return {
        Attributes: {
          QueueArn: `arn:aws:sqs:us-east-1:${ACCOUNT}:${queue}`,
          ApproximateNumberOfMessages: String((queue.endsWith('dead-letters') ? dead : waiting).length),
        },
      };
    },
    StartMessageMoveTask: () => {
      moveBack();
      return { TaskHandle: 'task-1' };
    },
  };
  const server = await localServer((request, body, response) => {
    if (failing !== undefined) {
      misbehave(failing, body, response);
      return;
    }
    const operation = OPERATIONS[String(request.headers['x-amz-target'] ?? '').replace('AmazonSQS.', '')];
    if (operation === undefined) send(response, 400, { __type: 'com.amazonaws.sqs#UnsupportedOperation' });
    else send(response, 200, operation(JSON.parse(body) as Input));
  }, port);
  return {
    ...server,
    queueUrl: `${server.url}/${ACCOUNT}/${NAME}`,
    get waiting() {
      return waiting.map(({ body }) => body);
    },
    get dead() {
      return dead.map(({ body }) => body);
    },
    receive: (most) =>
      waiting.splice(0, most).map((message) => {
        message.received += 1;
        hidden.set(message.id, message);
        return recordOf(message);
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
    moveBack,
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
    },
  };
}

interface Input {
  readonly Entries?: readonly { readonly Id: string; readonly MessageBody: string }[];
  readonly QueueName?: string;
  readonly QueueUrl?: string;
}

const recordOf = ({ id, body, received }: Message): SQSRecord => ({
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
  eventSourceARN: `arn:aws:sqs:us-east-1:${ACCOUNT}:${NAME}`,
  awsRegion: 'us-east-1',
});

function misbehave(fault: QueueFault, received: string, response: ServerResponse): void {
  if (fault === 'silent') return;
  if (fault === 'cut') {
    response.socket?.destroy();
    return;
  }
  const [status, name] = EXCEPTIONS[fault];
  send(response, status, { __type: `com.amazonaws.sqs#${name}`, message: `about ${received}` });
}

const send = (response: ServerResponse, status: number, body: object): void =>
  void response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));

import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { BatchItem, BatchRoad, BatchStatus } from '../../contract/batch';
import { BATCH_TABLE_CALL } from '../../contract/deadlines';
import type { TableResult } from '../../contract/metrics';
import { ServiceError } from '../service-error';
import { isNamed, storageClient } from '../storage';
import { resultOf } from '../table-client';
import type { Telemetry } from '../telemetry';

/** Results that have come in, by the places of their prompts. */
export interface Done {
  readonly succeeded?: readonly number[];
  readonly failed?: readonly number[];
}

/** What is known of batches. Every method throws a ServiceError `storage-unavailable`, and nothing else. */
export interface BatchTable {
  /** @returns whether there was none of this id. */
  create(item: BatchItem): Promise<boolean>;
  /** As it is now, never as it was a moment ago. */
  find(id: string): Promise<BatchItem | undefined>;
  /** @returns the batch as it was, if it was in one of those states. */
  move(id: string, from: readonly BatchStatus[], to: BatchStatus, more?: MoveDetails): Promise<BatchItem | undefined>;
  /** Adds results; those that were there already change nothing. @returns the batch as it was before, and as it is. */
  record(id: string, done: Done): Promise<{ readonly before: BatchItem; readonly after: BatchItem }>;
  /**
   * Takes one prompt for a while.
   *
   * @returns `first` when nobody has ever had it, `again` when whoever had it did not come back, `held` when somebody has it.
   */
  claim(item: BatchItem, index: number, heldForMs: number): Promise<'first' | 'again' | 'held'>;
  /** Lets one prompt go that was claimed, for the next delivery. */
  release(id: string, index: number): Promise<void>;
}

export interface MoveDetails {
  readonly job?: string;
  readonly jobTaken?: true;
  readonly completedAt?: number;
  /** What is put by for its prompts is put by anew. */
  readonly quota?: Pick<BatchItem, 'quotaDay' | 'attempt'>;
}

/**
 * Beside `table-client.ts`: that one gives up early, because a chat goes on without its tables, and knows no sets. Without
 * this table there is no batch.
 */
export function batchTable(
  TableName: string,
  telemetry: Pick<Telemetry, 'count'>,
  now: () => number = Date.now,
): BatchTable {
  const client = new DynamoDBClient({
    ...storageClient(BATCH_TABLE_CALL.attemptTimeoutMs),
    maxAttempts: BATCH_TABLE_CALL.maxAttempts,
  });
  const told = async <T>(work: Promise<T>): Promise<T> => {
    const tell = (result: TableResult): void => telemetry.count('tableCalls', 1, { table: 'batches', result });
    try {
      const answer = await work;
      tell('ok');
      return answer;
    } catch (error) {
      tell(resultOf(error));
      throw new ServiceError('storage-unavailable', { cause: error });
    }
  };
  const key = (pk: string) => ({ pk: { S: pk } });
  /** @returns undefined when the condition does not hold. */
  const ifSo = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      if (isNamed(error, 'ConditionalCheckFailedException')) return undefined;
      throw error;
    }
  };
  return {
    create: async (item) => {
      const put = new PutItemCommand({
        TableName,
        Item: attributesOf(item),
        ConditionExpression: 'attribute_not_exists(pk)',
      });
      return (await told(ifSo(client.send(put)))) !== undefined;
    },
    find: async (id) => {
      const get = new GetItemCommand({ TableName, Key: key(id), ConsistentRead: true });
      const { Item } = await told(client.send(get));
      return Item === undefined ? undefined : itemOf(Item);
    },
    move: async (id, from, to, { job, jobTaken, completedAt, quota } = {}) => {
      const day = quota?.quotaDay;
      const states = Object.fromEntries(from.map((one, place) => [`:from${place}`, { S: one }]));
      const update = new UpdateItemCommand({
        TableName,
        Key: key(id),
        ConditionExpression: `#status IN (${Object.keys(states).join(', ')})`,
        UpdateExpression: [
          'SET #status = :to',
          ...(job === undefined ? [] : ['job = :job']),
          ...(jobTaken === undefined ? [] : ['jobTaken = :jobTaken']),
          ...(completedAt === undefined ? [] : ['completedAt = :completedAt']),
          ...(quota === undefined ? [] : ['attempt = :attempt']),
          ...(day === undefined ? [] : ['quotaDay = :day']),
        ]
          .join(', ')
          .concat(quota !== undefined && day === undefined ? ' REMOVE quotaDay' : ''),
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ...states,
          ':to': { S: to },
          ...(job === undefined ? {} : { ':job': { S: job } }),
          ...(jobTaken === undefined ? {} : { ':jobTaken': { BOOL: jobTaken } }),
          ...(completedAt === undefined ? {} : { ':completedAt': number(completedAt) }),
          ...(quota === undefined ? {} : { ':attempt': { S: quota.attempt } }),
          ...(day === undefined ? {} : { ':day': { S: day } }),
        },
        ReturnValues: 'ALL_OLD',
      });
      const moved = await told(ifSo(client.send(update)));
      return moved === undefined ? undefined : itemOf(moved.Attributes ?? {});
    },
    record: async (id, { succeeded = [], failed = [] }) => {
      const added = Object.entries({ succeeded, failed }).filter(([, places]) => places.length > 0);
      const update = new UpdateItemCommand({
        TableName,
        Key: key(id),
        UpdateExpression: `ADD ${added.map(([name]) => `${name} :${name}`).join(', ')}`,
        // a batch that has expired must not come back as an empty one
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: Object.fromEntries(
          added.map(([name, places]) => [`:${name}`, { NS: places.map(String) }]),
        ),
        ReturnValues: 'ALL_OLD',
      });
      const { Attributes = {} } = await told(client.send(update));
      const before = itemOf(Attributes);
      const after = {
        ...before,
        succeeded: new Set([...(before.succeeded ?? []), ...succeeded]),
        failed: new Set([...(before.failed ?? []), ...failed]),
      };
      return { before, after };
    },
    claim: async ({ id, expiresAt }, index, heldForMs) => {
      const update = new UpdateItemCommand({
        TableName,
        Key: key(`${id}#${index}`),
        UpdateExpression: 'SET heldUntil = :until, expiresAt = :expiresAt',
        ConditionExpression: 'attribute_not_exists(pk) OR heldUntil < :now',
        ExpressionAttributeValues: {
          ':until': number(now() + heldForMs),
          ':now': number(now()),
          ':expiresAt': number(expiresAt),
        },
        ReturnValues: 'ALL_OLD',
      });
      const taken = await told(ifSo(client.send(update)));
      if (taken === undefined) return 'held';
      return taken.Attributes === undefined ? 'first' : 'again';
    },
    release: async (id, index) => {
      const update = new UpdateItemCommand({
        TableName,
        Key: key(`${id}#${index}`),
        UpdateExpression: 'SET heldUntil = :now',
        ConditionExpression: 'attribute_exists(pk)',
        // a millisecond ago: who comes now may have it
        ExpressionAttributeValues: { ':now': number(now() - 1) },
      });
      await told(ifSo(client.send(update)));
    },
  };
}

type Attributes = Record<string, AttributeValue>;

const number = (value: number): AttributeValue => ({ N: String(value) });

const attributesOf = ({
  id,
  expiresAt,
  tenant,
  metricTenant,
  attempt,
  status,
  road,
  total,
  fingerprint,
  createdAt,
  quotaDay,
}: BatchItem): Attributes => ({
  pk: { S: id },
  expiresAt: number(expiresAt),
  tenant: { S: tenant },
  metricTenant: { S: metricTenant },
  attempt: { S: attempt },
  status: { S: status },
  road: { S: road },
  total: number(total),
  fingerprint: { S: fingerprint },
  createdAt: number(createdAt),
  ...(quotaDay === undefined ? {} : { quotaDay: { S: quotaDay } }),
});

function itemOf(attributes: Attributes): BatchItem {
  const text = (name: string): string => attributes[name]?.S ?? '';
  const numeric = (name: string): number => Number(attributes[name]?.N ?? Number.NaN);
  const places = (name: string): ReadonlySet<number> => new Set((attributes[name]?.NS ?? []).map(Number));
  return {
    id: text('pk'),
    expiresAt: numeric('expiresAt'),
    tenant: text('tenant'),
    metricTenant: text('metricTenant') || 'other',
    attempt: text('attempt'),
    status: text('status') as BatchStatus,
    road: text('road') as BatchRoad,
    total: numeric('total'),
    fingerprint: text('fingerprint'),
    createdAt: numeric('createdAt'),
    ...('completedAt' in attributes ? { completedAt: numeric('completedAt') } : {}),
    ...('quotaDay' in attributes ? { quotaDay: text('quotaDay') } : {}),
    ...('job' in attributes ? { job: text('job') } : {}),
    ...(attributes['jobTaken']?.BOOL === true ? { jobTaken: true } : {}),
    succeeded: places('succeeded'),
    failed: places('failed'),
  };
}

/** How many prompts have a result. */
export const doneOf = ({ succeeded, failed }: BatchItem): number => (succeeded?.size ?? 0) + (failed?.size ?? 0);

export const isDone = ({ succeeded, failed }: BatchItem, index: number): boolean =>
  succeeded?.has(index) === true || failed?.has(index) === true;

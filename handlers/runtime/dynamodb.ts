import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { TABLE_CALL } from '../contract/deadlines';
import type { Commands, Condition, Item, Value } from './table-client';

/** DynamoDB itself. Only `table-client.ts` imports it, when the first table is opened. */
export function dynamodb(): Commands {
  const client = clientOf(TABLE_CALL.maxAttempts, TABLE_CALL.attemptTimeoutMs);
  let onceClient: DynamoDBClient | undefined;
  const clientOnce = (): DynamoDBClient => {
    onceClient ??= clientOf(1, TABLE_CALL.deadlineMs);
    return onceClient;
  };
  return {
    get: async (TableName, key, ConsistentRead, abortSignal) => {
      const { Item: found } = await client.send(
        new GetItemCommand({ TableName, Key: attributes(key), ConsistentRead }),
        {
          abortSignal,
        },
      );
      return found === undefined ? undefined : item(found);
    },
    put: (TableName, what, condition, abortSignal) =>
      held(
        client.send(new PutItemCommand({ TableName, Item: attributes(what), ...expressions(condition) }), {
          abortSignal,
        }),
      ).then(({ holds }) => holds),
    update: async (TableName, key, { update: UpdateExpression, once, ...condition }, abortSignal) => {
      const { answer } = await held(
        (once === true ? clientOnce() : client).send(
          new UpdateItemCommand({
            TableName,
            Key: attributes(key),
            UpdateExpression,
            ...expressions(condition),
            ReturnValues: 'ALL_NEW',
          }),
          { abortSignal },
        ),
      );
      return answer?.Attributes === undefined ? undefined : item(answer.Attributes);
    },
    remove: (TableName, key, condition, abortSignal) =>
      held(
        client.send(new DeleteItemCommand({ TableName, Key: attributes(key), ...expressions(condition) }), {
          abortSignal,
        }),
      ).then(({ holds }) => holds),
  };
}

const clientOf = (attempts: number, requestTimeout: number): DynamoDBClient =>
  new DynamoDBClient({
    retryStrategy: new ConfiguredRetryStrategy(attempts, () => Math.random() * TABLE_CALL.maxBackoffMs),
    requestHandler: new NodeHttpHandler({
      connectionTimeout: TABLE_CALL.connectTimeoutMs,
      requestTimeout,
      throwOnRequestTimeout: true,
    }),
  });

async function held<T>(call: Promise<T>): Promise<{ readonly holds: boolean; readonly answer?: T }> {
  try {
    return { holds: true, answer: await call };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return { holds: false };
    throw error;
  }
}

const expressions = ({ condition, names, values }: Partial<Condition> = {}) => ({
  ...(condition === undefined ? {} : { ConditionExpression: condition }),
  ...(names === undefined ? {} : { ExpressionAttributeNames: { ...names } }),
  ...(values === undefined ? {} : { ExpressionAttributeValues: attributes(values) }),
});

const attributes = (values: Item): Record<string, AttributeValue> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, attribute(value)]));

function attribute(value: Value): AttributeValue {
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
      return { N: String(value) };
    case 'boolean':
      return { BOOL: value };
    default:
      return { B: value };
  }
}

/** Attributes of other kinds, which we do not write, are left out. */
const item = (found: Record<string, AttributeValue>): Item =>
  Object.fromEntries(
    Object.entries(found).flatMap(([name, { S, N, BOOL, B }]): [string, Value][] => {
      const value = S ?? BOOL ?? B ?? (N === undefined ? undefined : Number(N));
      return value === undefined ? [] : [[name, value]];
    }),
  );

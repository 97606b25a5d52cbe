import { type DynamoDbStandIn, dynamodbStandIn, type TableSpec } from '../../tools/dynamodb-stand-in/server';

/** Physical names of the tables in tests. */
export const TABLES = { answers: 'test-answers', replays: 'test-replays', usage: 'test-usage' } as const;

/** DynamoDB with these tables. Default: all of `TABLES`. */
export const dynamodb = (
  specs: readonly TableSpec[] = Object.values(TABLES).map((name) => ({ name })),
): Promise<DynamoDbStandIn> => dynamodbStandIn(specs);

/** What a handler needs to find it, and Lambda's credentials. */
export const dynamodbEnvironment = ({ url }: Pick<DynamoDbStandIn, 'url'>): Record<string, string> => ({
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_ENDPOINT_URL_DYNAMODB: url,
});

/** What the chat function is told, so that it uses the tables. */
export const memoryEnvironment = (standIn: Pick<DynamoDbStandIn, 'url'>): Record<string, string> => ({
  ...dynamodbEnvironment(standIn),
  RESPONSE_CACHE: JSON.stringify({ table: TABLES.answers, ttlSeconds: 60, byDefault: false }),
  IDEMPOTENCY: JSON.stringify({ table: TABLES.replays, ttlSeconds: 60 }),
});

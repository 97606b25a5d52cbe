import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { misbehave, type TableFault } from './faults';

export interface TableSpec {
  /** Physical name. */
  readonly name: string;
  /** Default: none. */
  readonly sortKey?: string;
}

/** One call as it came in. */
export interface TableCall {
  /** `GetItem`, `PutItem`, ... */
  readonly operation: string;
  readonly body: string;
}

/** An item in DynamoDB's own JSON: `{ pk: { S: 'a' } }`. */
export type StoredItem = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A DynamoDB on localhost that keeps its tables in memory, all with the partition key `pk`; the real AWS SDK talks to it. */
export interface DynamoDbStandIn {
  /** For `AWS_ENDPOINT_URL_DYNAMODB`. */
  readonly url: string;
  readonly calls: readonly TableCall[];
  /** All that a table holds. */
  items(table: string): Promise<readonly StoredItem[]>;
  /** Fails each call from now on; only those of one operation where one is named. */
  fail(fault: TableFault, operation?: string): void;
  heal(): void;
  /** Heals, empties the tables and forgets calls. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

const VERSION = 'DynamoDB_20120810.';
/** By this header our own calls are known, which nothing happens to. */
const OWN = 'x-stand-in';

/** @param port 0: any free one. It listens on the loopback address only. */
export async function dynamodbStandIn(specs: readonly TableSpec[], port = 0): Promise<DynamoDbStandIn> {
  // it never listens itself: what it gets has come past the faults
  let tables = dynalite({ createTableMs: 0 });
  let calls: TableCall[] = [];
  let failing: { readonly fault: TableFault; readonly operation: string | undefined } | undefined;

  const server = createServer((request, response) => {
    if (request.headers[OWN] !== undefined) {
      tables.emit('request', request, response);
      return;
    }
    const operation = String(request.headers['x-amz-target'] ?? '').replace(VERSION, '');
    const fault = (failing?.operation ?? operation) === operation ? failing?.fault : undefined;
    let body = '';
    request
      .on('data', (chunk: Buffer) => (body += chunk.toString('utf8')))
      .on('end', () => {
        calls.push({ operation, body });
        if (fault !== undefined) misbehave(fault, body, response);
      });
    if (fault === undefined) tables.emit('request', request, response);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const create = async ({ name, sortKey }: TableSpec): Promise<void> => {
    const keys = ['pk', ...(sortKey === undefined ? [] : [sortKey])];
    await ask(url, 'CreateTable', {
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys.map((key) => ({ AttributeName: key, AttributeType: 'S' })),
      KeySchema: keys.map((key, index) => ({ AttributeName: key, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
    });
    // it answers before it takes items
    const status = async () =>
      ((await ask(url, 'DescribeTable', { TableName: name })) as { Table: { TableStatus: string } }).Table.TableStatus;
    while ((await status()) !== 'ACTIVE');
  };
  const createAll = () => Promise.all(specs.map(create));
  await createAll();
  return {
    url,
    get calls() {
      return calls;
    },
    items: async (TableName) => ((await ask(url, 'Scan', { TableName })) as { Items: readonly StoredItem[] }).Items,
    fail: (fault, operation) => {
      failing = { fault, operation };
    },
    heal: () => {
      failing = undefined;
    },
    reset: async () => {
      failing = undefined;
      tables = dynalite({ createTableMs: 0 });
      await createAll();
      calls = [];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A call as the SDK makes it, without the SDK: what it weighs would delay `npm run dev`. The signature is not looked at. */
async function ask(url: string, operation: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      [OWN]: 'setup',
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `${VERSION}${operation}`,
      'x-amz-date': '20261125T000000Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=x/20261125/x/dynamodb/aws4_request, SignedHeaders=host, Signature=x',
    },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${operation}: ${JSON.stringify(answer)}`);
  return answer;
}

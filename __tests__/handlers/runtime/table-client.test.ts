import { TABLE_CALL } from '../../../handlers/contract/deadlines';
import { type OpenTable, type Table, TableError, tableClient } from '../../../handlers/runtime/table-client';
import type { TableFault } from '../../../tools/dynamodb-stand-in/faults';
import type { DynamoDbStandIn } from '../../../tools/dynamodb-stand-in/server';
import { dynamodb, dynamodbEnvironment, TABLES } from '../dynamodb';
import { NO_HURRY } from '../no-hurry';

let standIn: DynamoDbStandIn;
let counted: string[];
let logged: unknown[];
let open: OpenTable;
let table: Table;

beforeAll(async () => {
  standIn = await dynamodb();
  Object.assign(process.env, dynamodbEnvironment(standIn));
});
beforeEach(async () => {
  await standIn.reset();
  counted = [];
  logged = [];
  open = tables(NO_HURRY);
  table = open(TABLES.answers);
});

const tables = ({ deadlineMs }: { readonly deadlineMs: number }): OpenTable =>
  tableClient({
    telemetry: { count: (metric, value, tags) => counted.push(`${metric} ${value} ${Object.values(tags).join(' ')}`) },
    log: (level, message, fields) => logged.push([level, message, fields]),
    deadlineMs,
  });
afterAll(() => standIn.close());

describe('a table', () => {
  it('gives back what was put into it', async () => {
    const item = { pk: 'a', text: 'äß', tokens: 1.5, whole: true, bytes: new Uint8Array([1, 2]) };
    expect(await table.put(item)).toBe(true);
    expect(await table.get({ pk: 'a' }, { consistent: true })).toEqual(item);
    expect(await table.get({ pk: 'b' })).toBeUndefined();
  });

  it('answers a condition that does not hold, and leaves the item alone', async () => {
    const unlessThere = { condition: 'attribute_not_exists(pk)' };
    expect(await table.put({ pk: 'a', n: 1 }, unlessThere)).toBe(true);
    expect(await table.put({ pk: 'a', n: 2 }, unlessThere)).toBe(false);
    expect(await table.remove({ pk: 'a' }, { condition: 'n = :n', values: { ':n': 2 } })).toBe(false);
    expect(await table.get({ pk: 'a' })).toEqual({ pk: 'a', n: 1 });
    expect(await table.remove({ pk: 'a' })).toBe(true);
    expect(await table.get({ pk: 'a' })).toBeUndefined();
    expect(counted.every((line) => line === 'tableCalls 1 answers ok')).toBe(true);
  });

  it('adds up in one step, as far as a condition lets it', async () => {
    const spend = () =>
      table.update(
        { pk: 'a' },
        {
          update: 'ADD #spent :more',
          condition: 'attribute_not_exists(#spent) OR #spent < :most',
          names: { '#spent': 'spent' },
          values: { ':more': 6, ':most': 10 },
        },
      );
    expect([await spend(), await spend(), await spend()]).toEqual([
      { pk: 'a', spent: 6 },
      { pk: 'a', spent: 12 },
      undefined,
    ]);
  });
});

describe('a table that does not answer', () => {
  const FAULTS: readonly (readonly [TableFault, string])[] = [
    ['throttle', 'throttled'],
    ['over its ceiling', 'throttled'],
    ['refuse', 'failed'],
    ['gone', 'failed'],
    ['error', 'failed'],
    ['malformed', 'failed'],
    ["a proxy's page", 'failed'],
    ['cut', 'unreachable'],
  ];

  it.each(FAULTS)('%s: says so at once, in metric and log, without a word of the item', async (fault, result) => {
    standIn.fail(fault);
    const error = await table.put({ pk: 'canary-key', text: 'canary-text' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TableError);
    expect(error).toMatchObject({ result });
    expect(counted).toEqual([`tableCalls 1 answers ${result}`]);
    expect(logged).toEqual([['warn', 'table did not answer', { table: 'answers', result, cause: expect.any(String) }]]);
    expect(JSON.stringify([logged, String(error)])).not.toContain('canary');
  });

  it('because it hangs: says so when its time is up', async () => {
    // read once, so that the time is the call's and not that of loading code
    await table.get({ pk: 'a' });
    standIn.fail('hang');
    await expect(tables({ deadlineMs: 100 })(TABLES.answers).get({ pk: 'a' })).rejects.toMatchObject({
      result: 'timeout',
    });
    expect(counted.at(-1)).toBe('tableCalls 1 answers timeout');
  });

  it('is asked a second time where that may help, and no third time', async () => {
    standIn.fail('throttle');
    await table.get({ pk: 'a' }).catch(() => {});
    expect(standIn.calls).toHaveLength(2);
    await standIn.reset();
    standIn.fail('refuse');
    await table.get({ pk: 'a' }).catch(() => {});
    expect(standIn.calls).toHaveLength(1);
  });

  it('is left alone after some failures in a row, and no other table with it', async () => {
    standIn.fail('refuse');
    for (let failure = 0; failure < TABLE_CALL.failuresToOpen; failure++) await table.get({ pk: 'a' }).catch(() => {});
    const { length } = standIn.calls;
    await expect(table.get({ pk: 'a' })).rejects.toMatchObject({ result: 'skipped' });
    expect(standIn.calls).toHaveLength(length);
    expect(counted.at(-1)).toBe('tableCalls 1 answers skipped');
    await expect(open(TABLES.replays).get({ pk: 'a' })).rejects.toMatchObject({ result: 'failed' });
  });

  it('because its client does not load: says so too', async () => {
    const broken = tableClient({
      telemetry: { count: () => {} },
      log: () => {},
      load: () => Promise.reject(new Error('no such file')),
    });
    await expect(broken(TABLES.answers).get({ pk: 'a' })).rejects.toMatchObject({ result: 'failed' });
  });
});

import * as fc from 'fast-check';
import { type Limits, limits } from '../../../handlers/runtime/limits';
import { type OpenTable, tableClient } from '../../../handlers/runtime/table-client';
import { usageTable } from '../../../handlers/runtime/usage-table';
import type { Use } from '../../../handlers/runtime/use';
import type { DynamoDbStandIn } from '../../../tools/dynamodb-stand-in/server';
import { dynamodb, dynamodbEnvironment, TABLES } from '../dynamodb';
import { NO_HURRY } from '../no-hurry';

const CAP = 100;
const tenant = { id: 'one', tag: 'one', metricTag: 'one' };
const NOON = Date.parse('2026-11-25T12:00:00Z');
const usd = (nanoUsd: number): Use => ({ nanoUsd, tokens: 0 });

let standIn: DynamoDbStandIn;
let open: OpenTable;
let limited: Limits;

beforeAll(async () => {
  standIn = await dynamodb([{ name: TABLES.usage }]);
  Object.assign(process.env, dynamodbEnvironment(standIn));
  open = tableClient({ telemetry: { count: () => {} }, log: () => {}, ...NO_HURRY });
  limited = limits({
    settings: { default: { dailyUsd: CAP * 1e-9 }, tenants: {}, whenUnavailable: 'closed' },
    table: usageTable(open(TABLES.usage)),
    telemetry: { count: () => {} },
    now: () => NOON,
  });
});
beforeEach(() => standIn.reset());
afterAll(() => standIn.close());

const reserve = (estimate: number) => limited.reserve({ tenant, estimate: () => usd(estimate), onFailure: () => {} });

describe('use, counted by DynamoDB', () => {
  it('goes beyond the limit by less than one request, whatever runs at once', async () => {
    const requests = fc.array(
      fc
        .integer({ min: 1, max: 60 })
        .chain((estimate) => fc.record({ estimate: fc.constant(estimate), real: fc.nat(estimate) })),
      { minLength: 1, maxLength: 15 },
    );
    await fc.assert(
      fc.asyncProperty(requests, async (all) => {
        await standIn.reset();
        const costs = await Promise.all(
          all.map(async ({ estimate, real }) => {
            try {
              await (await reserve(estimate)).settle(usd(real));
              return real;
            } catch (error) {
              expect(error).toMatchObject({ code: 'quota-exceeded' });
              return 0;
            }
          }),
        );
        const spent = costs.reduce((sum, cost) => sum + cost, 0);
        expect(spent).toBeLessThan(CAP + Math.max(...all.map(({ estimate }) => estimate)));
        expect(await standIn.items(TABLES.usage)).toMatchObject([
          { pk: { S: 'one#2026-11-25' }, nanoUsd: { N: String(spent) }, heldNanoUsd: { N: '0' } },
        ]);
      }),
      { numRuns: 25 },
    );
  });

  it('expires two days after its day', async () => {
    await reserve(1);
    const [item] = await standIn.items(TABLES.usage);
    expect(new Date(Number(item?.['expiresAt']?.['N']) * 1_000).toISOString()).toBe('2026-11-28T00:00:00.000Z');
  });

  it('tells why it refuses', async () => {
    const quota = await reserve(CAP);
    await expect(reserve(1)).rejects.toThrow('not yet answered');
    await quota.settle(usd(CAP));
    await expect(reserve(1)).rejects.toThrow('midnight UTC');
  });
});

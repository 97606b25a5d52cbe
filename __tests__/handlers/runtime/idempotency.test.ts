import * as fc from 'fast-check';
import { type Claimed, idempotency, validKey } from '../../../handlers/runtime/idempotency';
import type { KeptAnswer } from '../../../handlers/runtime/kept-answer';
import { ServiceError } from '../../../handlers/runtime/service-error';
import { type Table, TableError, tableClient } from '../../../handlers/runtime/table-client';
import type { DynamoDbStandIn } from '../../../tools/dynamodb-stand-in/server';
import { dynamodb, dynamodbEnvironment, TABLES } from '../dynamodb';
import { NO_HURRY } from '../no-hurry';

const answer: KeptAnswer = {
  model: 'fast',
  output: 'Hello.',
  stopReason: 'end_turn',
  usage: { inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheWriteTokens: 4 },
};
const request = { key: 'k', tenantId: 'a', payload: { messages: ['Hi'] }, holdMs: 20_000 };

let standIn: DynamoDbStandIn;
let told: unknown[];
let seconds: number;

beforeAll(async () => {
  standIn = await dynamodb();
  Object.assign(process.env, dynamodbEnvironment(standIn));
});
beforeEach(async () => {
  await standIn.reset();
  told = [];
  seconds = 1_000;
});
afterAll(() => standIn.close());

const table = (): Table => tableClient({ telemetry: { count: () => {} }, log: () => {}, ...NO_HURRY })(TABLES.replays);
const claims = (over: Pick<Table, 'get' | 'put' | 'remove'> = table()) =>
  idempotency({
    table: over,
    ttlSeconds: 60,
    telemetry: { count: (_, __, tags) => told.push((tags as { result: string }).result) },
    now: () => seconds * 1_000,
  });

const codeOf = (thrown: unknown): string => (thrown instanceof ServiceError ? thrown.code : String(thrown));
const claimOf = (claimed: Claimed) => {
  if (!('claim' in claimed)) throw new Error('no claim');
  return claimed.claim;
};

describe('a claim', () => {
  it('is had by one of many at once', async () => {
    const claim = claims();
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => claim(request)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(all.flatMap((one) => (one.status === 'rejected' ? [codeOf(one.reason)] : []))).toEqual(
      Array.from({ length: 7 }, () => 'request-in-progress'),
    );
  });

  it('lets go of its key by itself when nobody has finished it', async () => {
    const claim = claims();
    await claim(request);
    seconds += 19;
    await expect(claim(request)).rejects.toThrow(ServiceError);
    seconds += 1;
    expect(await claim(request)).toHaveProperty('claim');
  });

  it('that came too late does not take the answer, or the key, of the next', async () => {
    const claim = claims();
    const first = claimOf(await claim(request));
    seconds += 30;
    const second = claimOf(await claim(request));
    await first.keep({ ...answer, output: 'late' });
    await first.release();
    await expect(claim(request)).rejects.toMatchObject({ code: 'request-in-progress' });
    await second.keep(answer);
    expect(await claim(request)).toEqual({ replay: answer });
  });

  it('keeps its answer as long as the config says', async () => {
    const claim = claims();
    await claimOf(await claim(request)).keep(answer);
    seconds += 59;
    expect(await claim(request)).toEqual({ replay: answer });
    seconds += 1;
    expect(await claim(request)).toHaveProperty('claim');
  });

  it('knows a payload whatever the order of its fields', async () => {
    const claim = claims();
    await claimOf(await claim({ ...request, payload: { a: 1, b: [{ c: 2, d: 3 }] } })).keep(answer);
    expect(await claim({ ...request, payload: { b: [{ d: 3, c: 2 }], a: 1 } })).toHaveProperty('replay');
    await expect(claim({ ...request, payload: { a: 1, b: [{ c: 2, d: 4 }] } })).rejects.toMatchObject({
      code: 'idempotency-mismatch',
    });
  });

  it('goes on without a table', async () => {
    const dead = () => Promise.reject(new TableError('unreachable'));
    const claim = claimOf(await claims({ get: dead, put: dead, remove: dead })(request));
    await claim.keep(answer);
    await claim.release();
    expect(told).toEqual(['error']);
  });

  it('goes on when what is in the table is no answer', async () => {
    const item = { pk: 'x', expiresAt: 2_000, answer: new Uint8Array([0, 0, 0]) };
    const strange = {
      get: async () => ({ ...item, payload: (await standIn.items(TABLES.replays))[0]?.['payload']?.['S'] ?? '' }),
      put: async () => false,
      remove: async () => true,
    };
    await claims()(request);
    expect(await claims(strange)(request)).toHaveProperty('claim');
    expect(told).toEqual(['first', 'error']);
  });
});

describe('a key', () => {
  it('is any short word of visible ASCII, and nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (key) => {
        const fits = key.length > 0 && key.length <= 255 && [...key].every((one) => one > ' ' && one <= '~');
        const accepted = (() => {
          try {
            return validKey(key) === key;
          } catch {
            return false;
          }
        })();
        expect(accepted).toBe(fits);
      }),
    );
  });
});

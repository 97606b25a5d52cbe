import * as fc from 'fast-check';
import type { LimitStep, TenantLimits } from '../../../handlers/contract/limits';
import { limits, useOfFailure } from '../../../handlers/runtime/limits';
import { ServiceError } from '../../../handlers/runtime/service-error';
import type { UsageTable } from '../../../handlers/runtime/usage-table';
import { NO_USE, type Use } from '../../../handlers/runtime/use';
import { usageModel } from './usage-model';

const tenant = { id: 'one', tag: 'one', metricTag: 'one' };
const NOON = Date.parse('2026-11-25T12:00:00Z');
const usd = (nanoUsd: number): Use => ({ nanoUsd, tokens: 0 });

interface Setting {
  readonly table: UsageTable;
  readonly settings?: Partial<TenantLimits>;
  readonly now?: () => number;
}

/** Limits, and all that they have sent. */
function made({ table, settings = {}, now = () => NOON }: Setting) {
  const points: unknown[] = [];
  const failures: LimitStep[] = [];
  const all = limits({
    settings: { default: { dailyUsd: 100e-9 }, tenants: {}, whenUnavailable: 'open', ...settings },
    table,
    telemetry: { count: (metric, value, tags) => points.push([metric, value, tags]) },
    now,
  });
  const reserve = (estimate: Use, who = tenant, whole = false) =>
    all.reserve({
      tenant: who,
      estimate: () => estimate,
      ...(whole ? { whole } : {}),
      onFailure: (step) => failures.push(step),
    });
  return { reserve, points, failures };
}

const refusal = (detail: RegExp, retryAfterSeconds: number) =>
  expect.objectContaining({ code: 'quota-exceeded', message: expect.stringMatching(detail), retryAfterSeconds });

/** One request of many at once. */
interface Asked {
  readonly estimate: number;
  /** What it really costs. */
  readonly real: number;
  /** How it ends: its cost known or not, or never reported. */
  readonly end: 'known' | 'unknown' | 'free' | 'crash';
}

/** @param dearest What one may cost whose cost becomes known; the estimate bounds the others. */
const asked = (dearest?: number): fc.Arbitrary<Asked> =>
  fc
    .record({
      estimate: fc.integer({ min: 1, max: 60 }),
      end: fc.constantFrom<Asked['end'][]>('known', 'known', 'unknown', 'free', 'crash'),
    })
    .chain(({ estimate, end }) =>
      fc
        .integer({ min: 0, max: end === 'known' ? (dearest ?? estimate) : estimate })
        .map((real) => ({ estimate, end, real })),
    );

/**
 * Runs requests in an arbitrary order of all their steps.
 *
 * @returns What the admitted ones have cost, and the most that those in flight have cost whenever one was admitted.
 */
async function together(all: readonly Asked[], s: fc.Scheduler) {
  const byEstimate = new Map(all.map((request) => [usd(request.estimate), request]));
  let spent = 0;
  let mostInFlight = 0;
  const { table, counts } = usageModel(
    () => s.schedule(Promise.resolve(), 'the table'),
    (inFlight) => {
      const costs = [...inFlight].map((estimate) => byEstimate.get(estimate)?.real ?? Number.NaN);
      mostInFlight = Math.max(
        mostInFlight,
        costs.reduce((sum, cost) => sum + cost, 0),
      );
    },
  );
  const { reserve } = made({ table });
  const one = async ([estimate, { real, end }]: [Use, Asked]): Promise<void> => {
    const quota = await reserve(estimate).catch(() => undefined);
    if (quota === undefined) return;
    spent += end === 'free' ? 0 : real;
    await s.schedule(Promise.resolve(), 'the model answers');
    if (end === 'crash') return;
    await quota.settle(end === 'known' ? usd(real) : end === 'free' ? NO_USE : undefined);
  };
  await s.waitFor(Promise.all([...byEstimate].map(one)));
  return { spent, mostInFlight, counts };
}

const CAP = 100;

describe('requests of one tenant at the same time, whatever comes before what', () => {
  it('go beyond the limit by no more than what is in flight costs, even where the estimates are wrong', async () => {
    const wrong = asked(120);
    await fc.assert(
      fc.asyncProperty(fc.array(wrong, { maxLength: 15 }), fc.scheduler(), async (all, s) => {
        const { spent, mostInFlight } = await together(all, s);
        expect(spent).toBeLessThanOrEqual(CAP + mostInFlight);
      }),
    );
  });

  it('go beyond it by less than one request where no request uses more than its estimate', async () => {
    const bounded = asked();
    await fc.assert(
      fc.asyncProperty(fc.array(bounded, { maxLength: 15 }), fc.scheduler(), async (all, s) => {
        const { spent } = await together(all, s);
        expect(spent).toBeLessThan(CAP + Math.max(1, ...all.map(({ estimate }) => estimate)));
      }),
    );
  });

  it('leave nothing put by when all have ended, and count what they used', async () => {
    const ended = asked(120).map((one): Asked => ({ ...one, end: 'known' }));
    await fc.assert(
      fc.asyncProperty(fc.array(ended, { minLength: 1, maxLength: 15 }), fc.scheduler(), async (all, s) => {
        const { spent, counts } = await together(all, s);
        expect(counts.get('one#2026-11-25')).toEqual({ used: usd(spent), held: NO_USE });
      }),
    );
  });

  it('are all let in, one after the other, until the limit is used and none after it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(40), { maxLength: 20 }), async (costs) => {
        const { reserve } = made({ table: usageModel().table });
        let spent = 0;
        for (const cost of costs) {
          const quota = await reserve(usd(40)).catch(() => undefined);
          expect(quota !== undefined).toBe(spent < CAP);
          if (quota === undefined) continue;
          await quota.settle(usd(cost));
          spent += cost;
        }
      }),
    );
  });
});

describe('requests that must fit as a whole', () => {
  it('never go beyond the limit, whatever comes before what', async () => {
    const sizes = fc.array(fc.record({ estimate: fc.integer({ min: 1, max: 120 }), share: fc.nat(100) }), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(sizes, fc.scheduler(), async (all, s) => {
        const { table, counts } = usageModel(() => s.schedule(Promise.resolve(), 'the table'));
        const { reserve } = made({ table });
        let spent = 0;
        const one = async ({ estimate, share }: (typeof all)[number]): Promise<void> => {
          const quota = await reserve(usd(estimate), tenant, true).catch(() => undefined);
          if (quota === undefined) return;
          const real = Math.floor((estimate * share) / 100);
          spent += real;
          await s.schedule(Promise.resolve(), 'the batch is whole');
          await quota.settle(usd(real));
        };
        await s.waitFor(Promise.all(all.map(one)));
        expect(spent).toBeLessThanOrEqual(CAP);
        if (counts.size > 0) expect(counts.get('one#2026-11-25')).toEqual({ used: usd(spent), held: NO_USE });
      }),
    );
  });

  it('are refused until midnight where too little is left, for a moment where others may leave enough', async () => {
    const { reserve, points } = made({ table: usageModel().table });
    const other = await reserve(usd(60));
    await expect(reserve(usd(41), tenant, true)).rejects.toEqual(refusal(/not yet answered/, 5));
    await other.settle(usd(60));
    await expect(reserve(usd(41), tenant, true)).rejects.toEqual(refusal(/too little/, 43_200));
    await expect(reserve(usd(40), tenant, true)).resolves.toMatchObject({ day: '2026-11-25' });
    expect(points.filter((point) => JSON.stringify(point).includes('limitRefusals'))).toHaveLength(2);
  });

  it('are no valid requests where no day has enough for them', async () => {
    const { reserve, points } = made({ table: usageModel().table });
    await expect(reserve(usd(101), tenant, true)).rejects.toMatchObject({ code: 'invalid-request' });
    expect(points).toEqual([['limitRefusals', 1, { tenant: 'one', reason: 'too-large' }]]);
    await expect(reserve(usd(100), tenant, true)).resolves.toBeDefined();
  });
});

describe('a tenant whose limit is used up', () => {
  it('is refused until midnight, UTC', async () => {
    let now = Date.parse('2026-11-25T23:59:00.500Z');
    const { reserve, points } = made({ table: usageModel().table, now: () => now });
    await (await reserve(usd(1))).settle(usd(100));
    await expect(reserve(usd(1))).rejects.toEqual(refusal(/midnight UTC/, 60));
    expect(points.at(-1)).toEqual(['limitRefusals', 1, { tenant: 'one', reason: 'used-up' }]);
    now = Date.parse('2026-11-26T00:00:00Z');
    await expect(reserve(usd(1))).resolves.toBeDefined();
  });

  it('is refused for a moment while only its requests in flight may use the rest', async () => {
    const { reserve, points } = made({ table: usageModel().table });
    const first = await reserve(usd(100));
    await expect(reserve(usd(1))).rejects.toEqual(refusal(/not yet answered/, 5));
    expect(points.at(-1)).toEqual(['limitRefusals', 1, { tenant: 'one', reason: 'in-flight' }]);
    await first.settle(usd(1));
    await expect(reserve(usd(1))).resolves.toBeDefined();
  });

  it('takes nothing from others', async () => {
    const { reserve } = made({ table: usageModel().table });
    await reserve(usd(100));
    await expect(reserve(usd(1), { id: 'two', tag: 'two', metricTag: 'two' })).resolves.toBeDefined();
  });

  it('pays on the day on which its request began', async () => {
    let now = Date.parse('2026-11-25T23:59:59Z');
    const { table, counts } = usageModel();
    const { reserve } = made({ table, now: () => now });
    const quota = await reserve(usd(10));
    now = Date.parse('2026-11-26T00:00:01Z');
    await quota.settle(usd(7));
    expect([...counts]).toEqual([['one#2026-11-25', { used: usd(7), held: NO_USE }]]);
  });

  it('tells how near its limit is before it is there', async () => {
    const { reserve, points } = made({ table: usageModel().table });
    await reserve(usd(80));
    expect(points).toEqual([['limitUsed', 0.8, { tenant: 'one' }]]);
  });
});

describe('the limit of a tenant', () => {
  const tokens = (count: number): Use => ({ nanoUsd: 0, tokens: count });

  it('is its own where it has one', async () => {
    const { reserve } = made({ table: usageModel().table, settings: { tenants: { one: { dailyUsd: 10e-9 } } } });
    await (await reserve(usd(1))).settle(usd(10));
    await expect(reserve(usd(1))).rejects.toThrow(ServiceError);
  });

  it('can be in tokens, and is reached by whichever comes first', async () => {
    const { reserve } = made({
      table: usageModel().table,
      settings: { default: { dailyTokens: 50, dailyUsd: 1 } },
    });
    await (await reserve(tokens(1))).settle(tokens(50));
    await expect(reserve(tokens(1))).rejects.toThrow(ServiceError);
  });

  it('is none, and costs no call, for who has none', async () => {
    const table: UsageTable = { reserve: () => Promise.reject(), settle: () => Promise.reject() };
    const one = limits({
      settings: { tenants: { two: { dailyUsd: 1 } }, whenUnavailable: 'closed' },
      table,
      telemetry: { count: () => expect(true).toBe(false) },
    });
    const estimate = () => {
      throw new Error('not needed');
    };
    for (const id of ['one', 'constructor', '__proto__'])
      await (
        await one.reserve({ tenant: { ...tenant, id }, estimate, onFailure: () => expect(true).toBe(false) })
      ).settle(usd(1));
  });
});

describe('a table that does not answer', () => {
  const down: UsageTable = {
    reserve: () => Promise.reject(new Error('down')),
    settle: () => Promise.reject(new Error('down')),
  };

  it('lets requests through uncounted, and says so', async () => {
    const { reserve, points, failures } = made({ table: down });
    await (await reserve(usd(1))).settle(usd(1));
    expect(failures).toEqual(['reserve']);
    expect(points).toEqual([['limitFailures', 1, { step: 'reserve' }]]);
  });

  it('refuses them where the config says so', async () => {
    const { reserve } = made({ table: down, settings: { whenUnavailable: 'closed' } });
    await expect(reserve(usd(1))).rejects.toMatchObject({ code: 'limits-unavailable' });
  });

  it('does not fail an answer that is there when it cannot count it', async () => {
    const { reserve, failures } = made({ table: { ...usageModel().table, settle: down.settle } });
    await (await reserve(usd(1))).settle(usd(1));
    expect(failures).toEqual(['settle']);
  });
});

describe('a request that fails', () => {
  it.each(['throttled', 'model-unavailable', 'model-refused', 'model-unreachable'] as const)(
    'has used nothing when %s came before the first word',
    (code) => {
      expect(useOfFailure(new ServiceError(code), false)).toEqual(NO_USE);
      expect(useOfFailure(new ServiceError(code), true)).toBeUndefined();
    },
  );

  it.each(['model-timeout', 'caller-gone', 'internal'] as const)('has used nobody knows what after %s', (code) => {
    expect(useOfFailure(new ServiceError(code), false)).toBeUndefined();
  });
});

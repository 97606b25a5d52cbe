import type { ErrorCode } from '../contract/errors';
import type { DailyLimit, LimitStep, RefusalReason, TenantLimits } from '../contract/limits';
import { ServiceError } from './service-error';
import type { Telemetry } from './telemetry';
import type { Tenant } from './tenant';
import type { Reservation, UsageKey, UsageTable } from './usage-table';
import { NO_USE, nanoUsdOf, type Use } from './use';

/** What has been put by for one request. */
export interface Quota {
  /** Day on which it counts; absent where nothing is counted. For whoever settles it elsewhere, see `Limits.settle`. */
  readonly day?: string;
  /** The request is over. @param use What it has used; nothing where that is not known: then what was put by counts. */
  settle(use: Use | undefined): Promise<void>;
}

export interface QuotaRequest {
  readonly tenant: Tenant;
  /** What the request may use at most; asked only where there is a limit. */
  readonly estimate: () => Use;
  /** Whether all of it must fit into what is left of the limit, and not merely begin there: for what is as large as many requests. */
  readonly whole?: true;
  /** Told when the table fails; the request goes on, unless the config says otherwise. */
  readonly onFailure: (step: LimitStep, error: unknown) => void;
}

/** The daily limits of tenants. */
export interface Limits {
  /**
   * Puts by what a request may use, if its tenant has not used up its limit.
   *
   * @throws ServiceError `quota-exceeded`, `invalid-request` for a whole that is larger than the limit itself, and
   * `limits-unavailable` where no answer of the table means no.
   */
  reserve(request: QuotaRequest): Promise<Quota>;
  /** Part of what was put by is over, or something is counted for which nothing was put by. Never fails. */
  settle(key: UsageKey, reserved: Use, used: Use, onFailure: QuotaRequest['onFailure']): Promise<void>;
}

export interface LimitsOptions {
  readonly settings: Omit<TenantLimits, 'table'>;
  readonly table: UsageTable;
  readonly telemetry: Pick<Telemetry, 'count'>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** Nothing is counted. */
const NO_QUOTA: Quota = { settle: () => Promise.resolve() };
export const NO_LIMITS: Limits = { reserve: () => Promise.resolve(NO_QUOTA), settle: () => Promise.resolve() };

/**
 * Limits that a table counts, for all execution environments together.
 *
 * A request is let in while less than the limit is used, what others have put by included, and then puts by all that it may
 * use itself. So whatever runs at once, a tenant ends at most one request beyond its limit, and beyond that by what its
 * requests in flight use in excess of their estimates; one that must fit as a whole never goes beyond it. A request whose end nobody reports stands with its estimate until
 * the day is over.
 */
export function limits({ settings, table, telemetry, now = Date.now }: LimitsOptions): Limits {
  const capsOf = ({ id }: Tenant): Partial<Use> | undefined => {
    const limit = Object.hasOwn(settings.tenants, id) ? settings.tenants[id] : settings.default;
    return limit === undefined ? undefined : caps(limit);
  };
  const settle: Limits['settle'] = async (key, reserved, used, onFailure) => {
    try {
      await table.settle(key, reserved, used);
    } catch (error) {
      telemetry.count('limitFailures', 1, { step: 'settle' });
      onFailure('settle', error);
    }
  };
  return {
    settle,
    reserve: async ({ tenant, estimate, whole, onFailure }) => {
      const most = capsOf(tenant);
      if (most === undefined) return NO_QUOTA;

      const started = now();
      const atMost = estimate();
      const ceiling = whole === true ? leaving(most, atMost) : most;
      const refused = (reason: RefusalReason): void =>
        telemetry.count('limitRefusals', 1, { tenant: tenant.metricTag, reason });
      if (Object.values(ceiling).some((cap) => cap <= 0)) {
        refused('too-large');
        throw tooLarge();
      }
      const key = { tenant: tenant.tag, day: dayOf(started) };
      let reservation: Reservation;
      try {
        reservation = await table.reserve(key, atMost, ceiling);
      } catch (error) {
        telemetry.count('limitFailures', 1, { step: 'reserve' });
        onFailure('reserve', error);
        if (settings.whenUnavailable === 'open') return NO_QUOTA;
        throw new ServiceError('limits-unavailable', { cause: error });
      }
      const { admitted, used, held } = reservation;
      telemetry.count('limitUsed', shareOf(used, most), { tenant: tenant.metricTag });
      if (!admitted) {
        // without what its requests in flight have put by there may be room again in a moment
        const over = { nanoUsd: used.nanoUsd - held.nanoUsd, tokens: used.tokens - held.tokens };
        const usedUp = shareOf(over, ceiling) >= 1;
        refused(usedUp ? 'used-up' : 'in-flight');
        throw usedUp ? usedUpUntilMidnight(started) : busyWithOthers();
      }
      return { day: key.day, settle: (use = atMost) => settle(key, atMost, use, onFailure) };
    },
  };
}

/** Failures before which a model has done nothing that costs. */
const FREE: ReadonlySet<ErrorCode> = new Set([
  'throttled',
  'model-unavailable',
  'model-refused',
  'model-unreachable',
  'unknown-model',
  'blocked',
  'not-in-cache',
]);

/** What a failed request has used, as far as that is known: an answer that broke off was paid for, by nobody knows how much. */
export const useOfFailure = (error: ServiceError, begun: boolean): Use | undefined =>
  !begun && FREE.has(error.code) ? NO_USE : undefined;

const caps = ({ dailyUsd, dailyTokens }: DailyLimit): Partial<Use> => ({
  ...(dailyUsd === undefined ? {} : { nanoUsd: nanoUsdOf(dailyUsd) }),
  ...(dailyTokens === undefined ? {} : { tokens: dailyTokens }),
});

/** Share of the cap that is nearest. */
const shareOf = (used: Use, most: Partial<Use>): number =>
  Math.max(
    most.nanoUsd === undefined ? 0 : used.nanoUsd / most.nanoUsd,
    most.tokens === undefined ? 0 : used.tokens / most.tokens,
  );

/** The caps below which so much still fits: whole numbers, so that `used < cap` says what `used + use <= most` would. */
const leaving = (most: Partial<Use>, use: Use): Partial<Use> => ({
  ...(most.nanoUsd === undefined ? {} : { nanoUsd: most.nanoUsd - use.nanoUsd + 1 }),
  ...(most.tokens === undefined ? {} : { tokens: most.tokens - use.tokens + 1 }),
});

/** `2026-11-25`, in UTC. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const DAY_MS = 86_400_000;
/** An answer takes seconds: then others have ended. */
const IN_FLIGHT_SECONDS = 5;

const usedUpUntilMidnight = (ms: number): ServiceError =>
  new ServiceError('quota-exceeded', {
    detail:
      'The daily limit of this caller is used up, or what is left is too little for this request; it begins anew at midnight UTC',
    retryAfterSeconds: Math.ceil((DAY_MS - (ms % DAY_MS)) / 1_000),
  });

/** It would be refused on any day. */
const tooLarge = (): ServiceError =>
  new ServiceError('invalid-request', {
    detail: 'This request may use more than the whole daily limit of this caller: ask for less, or for shorter answers',
  });

const busyWithOthers = (): ServiceError =>
  new ServiceError('quota-exceeded', {
    detail: 'Requests of this caller that are not yet answered may use up the rest of its daily limit',
    retryAfterSeconds: IN_FLIGHT_SECONDS,
  });

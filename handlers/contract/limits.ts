/** Last part of the name of the table that counts what tenants use, and the `table` tag of our own metrics. */
export const USAGE_TABLE = 'usage';

/** What a tenant may use from midnight to midnight, UTC. At least one of the two. */
export interface DailyLimit {
  /** US dollars, by the price table of `models.ts`. */
  readonly dailyUsd?: number;
  /** Tokens read and written. */
  readonly dailyTokens?: number;
}

export interface TenantLimits {
  /** Physical name of the table that counts. */
  readonly table: string;
  /** For every tenant without a limit of its own. Default: none. */
  readonly default?: DailyLimit;
  /** By `Tenant.id`: the id of an API key, the ARN of a principal, the value of a claim. */
  readonly tenants: Readonly<Record<string, DailyLimit>>;
  /** What happens while the table does not answer: requests go through uncounted, or are refused. */
  readonly whenUnavailable: 'open' | 'closed';
}

/** Where a limit can go unheeded: before the request, which then is not held against it, and after it, when its estimate counts. */
export const LIMIT_STEPS = ['reserve', 'settle'] as const;
/** Why a request is refused: until midnight, until its tenant's other requests have ended, or on any day. */
export type RefusalReason = 'used-up' | 'in-flight' | 'too-large';

export type LimitStep = (typeof LIMIT_STEPS)[number];

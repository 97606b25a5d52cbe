import type { Item, Table } from './table-client';
import type { Use } from './use';

/** One tenant on one day: one item. */
export interface UsageKey {
  /** `Tenant.tag`: the key is no person's name. */
  readonly tenant: string;
  /** `2026-11-25`, in UTC. */
  readonly day: string;
}

export interface Reservation {
  readonly admitted: boolean;
  /** All that counts against the limit, what is put by included; this request's own part when it was admitted. */
  readonly used: Use;
  /** What of it is put by for requests that have not ended. */
  readonly held: Use;
}

/** Counts what tenants use, in atomic writes. */
export interface UsageTable {
  /** Adds to `used` and `held`, if `used` is below each cap. */
  reserve(key: UsageKey, use: Use, caps: Partial<Use>): Promise<Reservation>;
  /** Takes what was reserved out of `held`, and counts what was used in its place. */
  settle(key: UsageKey, reserved: Use, used: Use): Promise<void>;
}

/** How long an item is kept after its day, for questions about yesterday. */
const KEPT_SECONDS = 2 * 86_400;

const ADD = 'ADD nanoUsd :nanoUsd, tokens :tokens, heldNanoUsd :heldNanoUsd, heldTokens :heldTokens';
const BELOW = {
  nanoUsd: '(attribute_not_exists(nanoUsd) OR nanoUsd < :capNanoUsd)',
  tokens: '(attribute_not_exists(tokens) OR tokens < :capTokens)',
} as const;

export function usageTable(table: Pick<Table, 'get' | 'update'>): UsageTable {
  const keyOf = ({ tenant, day }: UsageKey) => ({ pk: `${tenant}#${day}` });
  return {
    reserve: async (key, use, caps) => {
      const after = await table.update(keyOf(key), {
        once: true,
        update: `${ADD} SET expiresAt = :expiresAt`,
        condition: [
          ...(caps.nanoUsd === undefined ? [] : [BELOW.nanoUsd]),
          ...(caps.tokens === undefined ? [] : [BELOW.tokens]),
        ].join(' AND '),
        values: {
          ':nanoUsd': use.nanoUsd,
          ':tokens': use.tokens,
          ':heldNanoUsd': use.nanoUsd,
          ':heldTokens': use.tokens,
          ...(caps.nanoUsd === undefined ? {} : { ':capNanoUsd': caps.nanoUsd }),
          ...(caps.tokens === undefined ? {} : { ':capTokens': caps.tokens }),
          ':expiresAt': Date.parse(key.day) / 1_000 + 86_400 + KEPT_SECONDS,
        },
      });
      if (after !== undefined) return { admitted: true, ...countsIn(after) };
      return { admitted: false, ...countsIn(await table.get(keyOf(key), { consistent: true })) };
    },
    settle: async (key, reserved, used) => {
      await table.update(keyOf(key), {
        once: true,
        update: ADD,
        values: {
          ':nanoUsd': used.nanoUsd - reserved.nanoUsd,
          ':tokens': used.tokens - reserved.tokens,
          ':heldNanoUsd': -reserved.nanoUsd,
          ':heldTokens': -reserved.tokens,
        },
      });
    },
  };
}

function countsIn(item: Item | undefined): Pick<Reservation, 'used' | 'held'> {
  const number = (key: string): number => Number(item?.[key] ?? 0);
  return {
    used: { nanoUsd: number('nanoUsd'), tokens: number('tokens') },
    held: { nanoUsd: number('heldNanoUsd'), tokens: number('heldTokens') },
  };
}

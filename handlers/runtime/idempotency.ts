import { randomUUID } from 'node:crypto';
import type { ReplayResult } from '../contract/metrics';
import { fingerprint } from './fingerprint';
import { type KeptAnswer, packed, unpacked } from './kept-answer';
import { ServiceError } from './service-error';
import type { Condition, Item, Table } from './table-client';
import type { Telemetry } from './telemetry';

/** A request that its caller may send again under the same key. */
export interface KeyedRequest {
  /** As the caller chose it: never logged, and stored as a fingerprint only. */
  readonly key: string;
  readonly tenantId: string;
  /** What must be the same for the answer to be the same. */
  readonly payload: unknown;
  /** How long the answer may take. Whoever died over it holds the key no longer. */
  readonly holdMs: number;
}

/** The right to answer a request, and the duty to say how it went. Neither ever fails. */
export interface Claim {
  keep(answer: KeptAnswer): Promise<void>;
  /** The request failed: the next one under the key is the first again. */
  release(): Promise<void>;
}

/** Whose turn it is: ours, or nobody's, because the answer is there. */
export type Claimed = { readonly claim: Claim } | { readonly replay: KeptAnswer };

export interface IdempotencyOptions {
  readonly table: Pick<Table, 'get' | 'put' | 'remove'>;
  /** How long an answer is kept. */
  readonly ttlSeconds: number;
  readonly telemetry: Pick<Telemetry, 'count'>;
  /** Milliseconds since 1970. Default: the clock's. */
  readonly now?: () => number;
}

/** What the draft wants to be unique, within what a header and a person can bear: https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/ */
const KEY = /^[\x21-\x7e]{1,255}$/;

/** Another look after an item has gone between the two of the first. */
const LOOKS = 2;

/** @throws ServiceError `invalid-request` */
export function validKey(key: string): string {
  if (KEY.test(key)) return key;
  throw new ServiceError('invalid-request', {
    detail: 'The request does not fit; see errors',
    fields: [{ field: 'Idempotency-Key', message: 'must be 1 to 255 visible ASCII characters' }],
  });
}

/**
 * Claims requests by their keys, so that a retry costs nothing twice.
 *
 * The first writes an item that only a key nobody holds lets in, and the answer into it in the end. Where the table does not answer, the
 * request goes on without: to be answered twice is better than not at all.
 *
 * @returns a function that throws ServiceError `request-in-progress` while the first is still being answered, and
 * `idempotency-mismatch` when the key came with another payload.
 */
export function idempotency({ table, ttlSeconds, telemetry, now = Date.now }: IdempotencyOptions) {
  const tell = (result: ReplayResult): void => telemetry.count('replays', 1, { result });
  const seconds = (): number => Math.floor(now() / 1_000);

  return async ({ key, tenantId, payload, holdMs }: KeyedRequest): Promise<Claimed> => {
    const pk = fingerprint(tenantId, 'idempotency key', key);
    const owner = randomUUID();
    const request = { pk, owner, payload: fingerprint(tenantId, 'payload', payload) };
    const mine: Condition = {
      condition: 'attribute_not_exists(pk) OR #owner = :owner',
      names: { '#owner': 'owner' },
      values: { ':owner': owner },
    };
    const claim: Claim = {
      keep: async (answer) => {
        const bytes = packed(answer);
        if (bytes === undefined) return;
        await quietly(table.put({ ...request, answer: bytes, expiresAt: seconds() + ttlSeconds }, mine));
      },
      release: () => quietly(table.remove({ pk }, mine)),
    };
    try {
      const held = { ...request, expiresAt: seconds() + Math.ceil(holdMs / 1_000) };
      const there = await firstOf(held);
      tell(there === undefined ? 'first' : 'replayed');
      return there === undefined ? { claim } : { replay: there };
    } catch (error) {
      if (error instanceof ServiceError) {
        tell(error.code === 'request-in-progress' ? 'in-progress' : 'reused');
        throw error;
      }
      // the table has told why, or the item is none of ours
      tell('error');
      return { claim };
    }
  };

  /** The answer to the request, or nothing when it is now held. */
  async function firstOf(held: Item): Promise<KeptAnswer | undefined> {
    const { pk = '' } = held;
    for (let look = 0; look < LOOKS; look++) {
      const free = { condition: 'attribute_not_exists(pk) OR expiresAt <= :now', values: { ':now': seconds() } };
      if (await table.put(held, free)) return undefined;
      const there = await table.get({ pk }, { consistent: true });
      if (there === undefined || Number(there['expiresAt']) <= seconds()) continue;
      if (there['payload'] !== held['payload']) throw new ServiceError('idempotency-mismatch');
      if (there['answer'] !== undefined) return unpacked(there['answer']);
      break;
    }
    throw new ServiceError('request-in-progress');
  }
}

/** The table tells of its failures itself. */
const quietly = (call: Promise<unknown>): Promise<void> =>
  call.then(
    () => {},
    () => {},
  );

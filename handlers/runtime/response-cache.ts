import type { CacheResult } from '../contract/metrics';
import { type KeptAnswer, packed, unpacked } from './kept-answer';
import type { Table } from './table-client';
import type { Telemetry } from './telemetry';

/** Answers that are given again to the same question. Nothing here ever fails or waits longer than the table's deadline. */
export interface ResponseCache {
  find(key: string): Promise<KeptAnswer | undefined>;
  keep(key: string, answer: KeptAnswer): Promise<void>;
}

export interface ResponseCacheOptions {
  readonly table: Pick<Table, 'get' | 'put'>;
  readonly ttlSeconds: number;
  readonly telemetry: Pick<Telemetry, 'count'>;
  /** Milliseconds since 1970. Default: the clock's. */
  readonly now?: () => number;
}

export function responseCache({ table, ttlSeconds, telemetry, now = Date.now }: ResponseCacheOptions): ResponseCache {
  const tell = (result: CacheResult): void => telemetry.count('cacheRequests', 1, { result });
  const seconds = (): number => Math.floor(now() / 1_000);
  return {
    find: async (key) => {
      try {
        const item = await table.get({ pk: key });
        const there = item !== undefined && Number(item['expiresAt']) > seconds();
        const answer = there ? unpacked(item['answer']) : undefined;
        tell(answer === undefined ? 'miss' : 'hit');
        return answer;
      } catch {
        // the table has told why, or the item is none of ours
        tell('error');
        return undefined;
      }
    },
    keep: async (key, answer) => {
      const bytes = packed(answer);
      if (bytes === undefined) return;
      try {
        await table.put({ pk: key, answer: bytes, expiresAt: seconds() + ttlSeconds });
        tell('stored');
      } catch {
        tell('not-stored');
      }
    },
  };
}

import type { UsageKey, UsageTable } from '../../../handlers/runtime/usage-table';
import { NO_USE, type Use } from '../../../handlers/runtime/use';

export interface Count {
  used: Use;
  held: Use;
}

const plus = (one: Use, other: Use): Use => ({
  nanoUsd: one.nanoUsd + other.nanoUsd,
  tokens: one.tokens + other.tokens,
});
const minus = (one: Use, other: Use): Use => plus(one, { nanoUsd: -other.nanoUsd, tokens: -other.tokens });

/**
 * What a table of usage is: each write by itself, at some moment between the call and its answer.
 *
 * @param onAdmission Sees what is in flight when a request has been let in. Only the table knows: who asked learns of it later.
 */
export function usageModel(
  moment: () => Promise<void> = () => Promise.resolve(),
  onAdmission: (inFlight: ReadonlySet<Use>) => void = () => {},
) {
  const counts = new Map<string, Count>();
  /** What has been reserved and not settled, by the object that it was reserved with. */
  const reservations = new Set<Use>();
  const at = ({ tenant, day }: UsageKey): Count => {
    const key = `${tenant}#${day}`;
    const count = counts.get(key) ?? { used: NO_USE, held: NO_USE };
    counts.set(key, count);
    return count;
  };
  const table: UsageTable = {
    reserve: async (key, use, caps) => {
      await moment();
      const count = at(key);
      const admitted =
        (caps.nanoUsd === undefined || count.used.nanoUsd < caps.nanoUsd) &&
        (caps.tokens === undefined || count.used.tokens < caps.tokens);
      if (admitted) {
        count.used = plus(count.used, use);
        count.held = plus(count.held, use);
        reservations.add(use);
        onAdmission(reservations);
      }
      const seen = { admitted, ...count };
      await moment();
      return seen;
    },
    settle: async (key, reserved, used) => {
      await moment();
      const count = at(key);
      count.used = plus(count.used, minus(used, reserved));
      count.held = minus(count.held, reserved);
      reservations.delete(reserved);
      await moment();
    },
  };
  return { table, counts };
}

/** Which models have failed so often that they are left alone for a while. */
export interface Circuits {
  mayCall(alias: string): boolean;
  /** To be told before each call: in an open circuit it is the only one until the next cool-down is over. */
  calling(alias: string): void;
  succeeded(alias: string): void;
  /** @returns whether this failure has opened the circuit. */
  failed(alias: string): boolean;
}

interface Circuit {
  failures: number;
  /** When the next call may go through; nothing while the circuit is closed. */
  openUntil?: number;
}

/**
 * A circuit breaker for each model, for one execution environment: what Lambda keeps between requests is all there is to
 * remember, and asking a table about each call would cost more than it saves. https://learn.microsoft.com/azure/architecture/patterns/circuit-breaker
 *
 * Our own, because the half-open state is a time, not a state to be left: a call that never reports back leaves nothing
 * behind that would have to be cleaned up.
 */
export function circuits(
  { failuresToOpen, coolDownMs }: { readonly failuresToOpen: number; readonly coolDownMs: number },
  now: () => number = () => performance.now(),
): Circuits {
  const all = new Map<string, Circuit>();
  return {
    mayCall: (alias) => now() >= (all.get(alias)?.openUntil ?? 0),
    calling: (alias) => {
      const circuit = all.get(alias);
      if (circuit?.openUntil !== undefined) circuit.openUntil = now() + coolDownMs;
    },
    succeeded: (alias) => void all.delete(alias),
    failed: (alias) => {
      const circuit = all.get(alias) ?? { failures: 0 };
      all.set(alias, circuit);
      circuit.failures += 1;
      if (circuit.failures < failuresToOpen) return false;
      const opens = circuit.openUntil === undefined;
      circuit.openUntil = now() + coolDownMs;
      return opens;
    },
  };
}

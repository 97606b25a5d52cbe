import type { ServerResponse } from 'node:http';

/**
 * What a stand-in can be told to do instead of answering, in the same words for all of them: `refuse` when the caller may
 * not, `error` when the service itself fails, `malformed` for an answer that nobody can read, `cut` when the connection breaks
 * off, `hang` when none comes at all.
 */
export const FAULTS = ['throttle', 'refuse', 'error', 'malformed', 'cut', 'hang'] as const;
export type Fault = (typeof FAULTS)[number];

/** Faults that the service itself says. */
export type SpokenFault = 'throttle' | 'refuse' | 'error';

/** How one service says them, and what it never says. */
export interface Voice {
  spoken(fault: SpokenFault): void;
  malformed(): void;
}

/** Lets a call meet a fault. */
export function meet(fault: Fault, response: ServerResponse, { spoken, malformed }: Voice): void {
  switch (fault) {
    case 'hang':
      return;
    case 'cut':
      response.socket?.destroy();
      return;
    case 'malformed':
      malformed();
      return;
    default:
      spoken(fault);
  }
}

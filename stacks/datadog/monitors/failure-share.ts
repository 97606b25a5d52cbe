import { ERRORS, type ErrorCode } from '../../../handlers/contract/errors';
import type { MonitorContext, Thresholds } from './spec';

/** At ten times the pace that the target allows, a month's error budget is gone in three days. */
const BURN = 10;
/** Where the target allows so much that ten times it is more than half, half is plainly wrong. */
const MOST = 0.5;
/** Nobody has said what is allowed: one in ten is what a person notices. */
const WITHOUT_REQUIREMENTS = 0.1;

export interface FailureShare {
  readonly share: number;
  /** For the runbook. */
  readonly derivation: string;
}

/** Share of failed calls at which something is wrong, from what the service promises. */
export function failureShare({ requirements }: Pick<MonitorContext, 'requirements'>): FailureShare {
  if (requirements === undefined)
    return {
      share: WITHOUT_REQUIREMENTS,
      derivation: 'no requirements in the config: one in ten, what a person notices',
    };
  const { availability } = requirements;
  const share = Number((BURN * (1 - availability)).toFixed(4));
  return share > MOST
    ? { share: MOST, derivation: `half, because ${BURN} x (1 - availability ${availability}) is more than that` }
    : {
        share,
        derivation: `${BURN} x (1 - availability ${availability}): at that pace a month's error budget lasts three days`,
      };
}

/** Failures that it takes, however few calls there are, before a service is called broken. */
export const LEAST_FAILURES = 10;

/** Over only when half of it is gone: a rate that hovers at the threshold is one alert, not ten. */
export const symptom = (share: number): Thresholds => ({ critical: share, recovery: share / 2 });

/** Outcomes that are our fault: failures, and a quota of ours that is too small. */
export const OUR_FAULTS = Object.entries(ERRORS)
  .filter(([code, { status }]) => status >= 500 || code === ('throttled' satisfies ErrorCode))
  .map(([code]) => code);

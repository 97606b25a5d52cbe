import type { Waiver } from '../config/sections';
import type { Finding } from './check';

/** A finding that somebody has accepted, until a date. */
export interface Waived {
  readonly finding: Finding;
  readonly waiver: Waiver;
}

export interface Judged {
  readonly open: readonly Finding[];
  readonly waived: readonly Waived[];
  /** Waivers that do not hold, as findings. */
  readonly problems: readonly Finding[];
}

/** Check name of what is wrong with waivers themselves; no waiver covers it. */
export const WAIVERS_HOLD = 'waivers-hold';

/** @param today `YYYY-MM-DD`; a waiver ends on the day it names. */
export function applyWaivers(findings: readonly Finding[], waivers: readonly Waiver[], today: string): Judged {
  const covers = (waiver: Waiver, { check, resource }: Finding) =>
    waiver.check === check && waiver.resource === resource;
  const holds = (waiver: Waiver) => today < waiver.expires;
  const waiverOf = (finding: Finding) => waivers.find((waiver) => holds(waiver) && covers(waiver, finding));
  const problem = (waiver: Waiver, what: string, fix: string): Finding => ({
    check: WAIVERS_HOLD,
    resource: waiver.resource,
    problem: `the waiver for ${waiver.check} (${waiver.owner}) ${what}`,
    fix,
  });
  return {
    open: findings.filter((finding) => waiverOf(finding) === undefined),
    waived: findings.flatMap((finding) => {
      const waiver = waiverOf(finding);
      return waiver === undefined ? [] : [{ finding, waiver }];
    }),
    problems: waivers.flatMap((waiver) => {
      if (!findings.some((finding) => covers(waiver, finding))) {
        return [problem(waiver, 'covers nothing: there is no such finding', 'remove it from waivers in the config')];
      }
      return holds(waiver)
        ? []
        : [
            problem(
              waiver,
              `ended on ${waiver.expires}: ${waiver.reason}`,
              'mend the finding, or let the owner decide anew and set a later date',
            ),
          ];
    }),
  };
}

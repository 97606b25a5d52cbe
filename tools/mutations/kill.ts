import type { CheckContext } from '../../stacks/checks/check';
import { CHECKS, findingsOf } from '../../stacks/checks/checks';
import { factsOf } from '../../stacks/checks/facts';
import { type Mutant, mutantsOf } from './mutants';

/** What became of the mutants that do one kind of harm. */
export interface Kills {
  readonly harm: string;
  readonly made: number;
  /** How many each check saw first. */
  readonly by: ReadonlyMap<string, number>;
  /** Those that no check saw. */
  readonly survivors: readonly string[];
}

/**
 * Holds the checks against every mutant of a plan until one finds what it did not find before.
 *
 * @param context Of the plan as it should be.
 * @param atMost Plans of each harm, evenly from all of them. Default: all.
 */
export function killMutants(context: CheckContext, atMost = Number.POSITIVE_INFINITY): Kills[] {
  const before = new Set(keysOf(context, Object.keys(CHECKS)));
  const harms = new Map<string, { made: number; by: Map<string, number>; survivors: string[] }>();
  for (const { harm, where, plan } of evenly([...mutantsOf(context.plan)], atMost)) {
    const kills = harms.get(harm) ?? { made: 0, by: new Map<string, number>(), survivors: [] };
    harms.set(harm, kills);
    kills.made += 1;
    const killer = killerOf({ ...context, plan }, before, [...kills.by.keys()]);
    if (killer === undefined) kills.survivors.push(where);
    else kills.by.set(killer, (kills.by.get(killer) ?? 0) + 1);
  }
  return [...harms].map(([harm, kills]) => ({ harm, ...kills }));
}

/** Every n-th mutant of each harm, so that no more than `atMost` are left. */
function evenly(mutants: readonly Mutant[], atMost: number): Mutant[] {
  const harms = [...new Set(mutants.map(({ harm }) => harm))];
  return harms.flatMap((name) => {
    const all = mutants.filter(({ harm }) => harm === name);
    const step = Math.max(1, Math.ceil(all.length / atMost));
    return all.filter((_, index) => index % step === 0);
  });
}

/** The first check that finds something new; those that saw such harm before are asked first. */
function killerOf(context: CheckContext, before: ReadonlySet<string>, likely: readonly string[]): string | undefined {
  const facts = factsOf(context);
  return [...likely, ...Object.keys(CHECKS).filter((name) => !likely.includes(name))].find((name) => {
    const check = CHECKS[name];
    return (
      check !== undefined && findingsOf(name, check, facts).some((finding) => !before.has(JSON.stringify(finding)))
    );
  });
}

const keysOf = (context: CheckContext, names: readonly string[]): string[] => {
  const facts = factsOf(context);
  return names.flatMap((name) => {
    const check = CHECKS[name];
    return check === undefined ? [] : findingsOf(name, check, facts).map((finding) => JSON.stringify(finding));
  });
};

import type { CheckContext, Facts } from './check';
import { datadogObjects } from './datadog-objects';
import { readPlan } from './plan';
import { type Statement, statementsOf } from './statements';

/** Reads the plan once, so that no check has to. */
export function factsOf(context: CheckContext): Facts {
  const plan = readPlan(context.plan);
  let statements: readonly Statement[] | undefined;
  return {
    ...context,
    plan,
    datadog: datadogObjects(plan),
    // the dearest to read, and few checks ask
    get statements() {
      statements ??= statementsOf(plan);
      return statements;
    },
  };
}

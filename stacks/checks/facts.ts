import type { CheckContext, Facts } from './check';
import { datadogObjects } from './datadog-objects';
import { readPlan } from './plan';
import { statementsOf } from './statements';

/** Reads the plan once, so that no check has to. */
export function factsOf(context: CheckContext): Facts {
  const plan = readPlan(context.plan);
  return { ...context, plan, statements: statementsOf(plan), datadog: datadogObjects(plan) };
}

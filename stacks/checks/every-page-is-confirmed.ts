import type { Check, Facts } from './check';
import { queriesBehind } from './datadog-objects';
import type { Query } from './queries';

/** What wakes somebody, and what an SLO counts, rests on metrics that are written down somewhere. */
export const everyPageIsConfirmed: Check = (facts) => [
  ...facts.datadog.monitors
    .filter(({ severity }) => severity === 'page')
    .flatMap((monitor) =>
      unconfirmed(queriesBehind(monitor, facts.datadog), facts).map((metric) => ({
        resource: monitor.address,
        problem: `"${monitor.name}" pages on ${metric}, whose name or tags no source confirms`,
        fix: 'give it severity "notify", or page on a metric that this stack emits',
      })),
    ),
  ...facts.datadog.slos.flatMap((slo) =>
    unconfirmed(slo.queries, facts).map((metric) => ({
      resource: slo.address,
      problem: `the SLO "${slo.name}" counts ${metric}, whose name or tags no source confirms`,
      fix: 'count a metric that this stack emits',
    })),
  ),
];

const unconfirmed = (queries: readonly Query[], { metrics }: Facts): string[] => [
  ...new Set(
    queries.flatMap((query) =>
      query.metrics.map(({ metric }) => metric).filter((metric) => metrics[metric]?.confirmed === false),
    ),
  ),
];

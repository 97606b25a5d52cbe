import type { Check, Problem } from './check';
import type { Monitor } from './datadog-objects';
import { wordsOf } from './plan';
import type { Query } from './queries';
import type { Comparison, MonitorQuery } from './query-syntax/syntax-tree';

/** Types whose query ends in no number, or whose number Datadog reads from elsewhere. */
const WITHOUT_COMPARISON = new Set(['composite', 'service check']);

/** The number in a query is the one in its thresholds, and warning and recovery lie on the right side of it. */
export const thresholdsAgree: Check = ({ datadog }) =>
  datadog.monitors
    .filter(({ type }) => !WITHOUT_COMPARISON.has(type))
    .flatMap((monitor) =>
      disagreements(monitor).map(
        (problem): Problem => ({
          resource: monitor.address,
          problem: `"${monitor.name}": ${problem} (in ${monitor.query.text})`,
          fix: 'write the threshold once, and derive the query and the thresholds block from it',
        }),
      ),
    );

/** An SLO has one target: Datadog shows that of its primary timeframe, and alerts by that of the list. */
export const targetsAgree: Check = ({ datadog, plan }) =>
  datadog.slos.flatMap(({ address, name, targets }) => {
    const { target_threshold: shown, timeframe } = plan.at(address)?.args ?? {};
    const target = targets.get(wordsOf(timeframe));
    return shown === undefined || shown === target
      ? []
      : [
          {
            resource: address,
            problem: `the SLO "${name}" shows a target of ${wordsOf(shown)}, its thresholds say ${target} over ${wordsOf(timeframe)}`,
            fix: 'write the target once, in requirements of the config',
          },
        ];
  });

/** What a graph draws as a threshold is the threshold of a monitor that looks at the same metrics. */
export const markersAgree: Check = ({ datadog: { monitors, dashboards } }) => {
  const byMetrics = new Map<string, Monitor[]>();
  for (const monitor of monitors) {
    const key = metricsOf([monitor.query]);
    byMetrics.set(key, [...(byMetrics.get(key) ?? []), monitor]);
  }
  return dashboards.flatMap(({ address, marked }) =>
    marked.flatMap(({ title, queries, markers }) => {
      const alike = byMetrics.get(metricsOf(queries)) ?? [];
      return markers
        .filter(({ kind }) => kind !== 'other')
        .filter(({ kind, value }) => !alike.some(({ thresholds }) => thresholds[THRESHOLD[kind]] === value))
        .map(({ kind, value }): Problem => {
          const theirs = alike.map(({ name, thresholds }) => `${thresholds[THRESHOLD[kind]]} of "${name}"`);
          return {
            resource: address,
            problem: `"${title}" draws ${value} as ${kind}, which is no threshold of a monitor of the same metrics (${theirs.join(', ') || 'there is none'})`,
            fix: 'draw the thresholds of the spec, as stacks/datadog/dashboard/details.ts does',
          };
        });
    }),
  );
};

const THRESHOLD = { error: 'critical', warning: 'warning', other: '' } as const;

/** Metrics with their filters, whatever is done with them. */
const metricsOf = (queries: readonly Query[]): string =>
  [...new Set(queries.flatMap(({ metricTexts }) => metricTexts))].sort().join();

function disagreements({ query, thresholds }: Monitor): string[] {
  const { comparator, threshold } = comparisonOf(query.tree) ?? {};
  if (comparator === undefined) return ['the query does not end in a comparison with a number'];
  const { critical, warning, critical_recovery: criticalRecovery, warning_recovery: warningRecovery } = thresholds;
  if (critical === undefined) return ['it has no critical threshold'];
  const upward = comparator.startsWith('>');
  /** Whether `calm` is on the quiet side of `loud`. */
  const quieter = (calm: number, loud: number) => (upward ? calm < loud : calm > loud);
  const side = upward ? 'below' : 'above';
  return [
    ...(critical === threshold ? [] : [`the query says ${threshold}, the thresholds say ${critical}`]),
    ...(warning === undefined || quieter(warning, critical)
      ? []
      : [`the warning ${warning} must lie ${side} ${critical}`]),
    ...(criticalRecovery === undefined || quieter(criticalRecovery, critical)
      ? []
      : [`the recovery ${criticalRecovery} must lie ${side} ${critical}`]),
    ...(warningRecovery === undefined || (warning !== undefined && quieter(warningRecovery, warning))
      ? []
      : [`the recovery of the warning, ${warningRecovery}, must lie ${side} the warning`]),
  ];
}

const comparisonOf = (tree: MonitorQuery | undefined): Comparison | undefined =>
  tree?.kind === 'metric' ? tree : tree?.kind === 'chain' ? tree.comparison : undefined;

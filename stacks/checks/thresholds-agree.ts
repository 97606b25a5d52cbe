import type { Check, Problem } from './check';
import type { Monitor } from './datadog-objects';
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

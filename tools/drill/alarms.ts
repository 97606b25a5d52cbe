import { datadogObjects, type Monitor, type Slo } from '../../stacks/checks/datadog-objects';
import { type Plan, textAt } from '../../stacks/checks/plan';
import type { Expression } from '../../stacks/checks/query-syntax/syntax-tree';
import { minutesOf } from '../../stacks/checks/query-syntax/window';
import type { Limits } from './alert-state';
import { expressionProblem } from './measure';

/** A monitor as it is in the JSON, ready to be evaluated. */
export interface Alarm {
  readonly address: string;
  /** `service-failing`: what its address is made from. */
  readonly id: string;
  readonly kind: string;
  readonly severity: string;
  /** Handles in its message, by the state that they are told of. */
  readonly receivers: Readonly<Record<'alert' | 'warn' | 'no-data', readonly string[]>>;
  readonly monitor: Monitor;
  readonly rule: Rule;
}

/** What is evaluated. */
export type Rule =
  | {
      readonly kind: 'metric';
      readonly expression: Expression;
      readonly aggregator: string;
      readonly minutes: number;
      readonly delayMinutes: number;
      readonly limits: Limits;
    }
  | {
      readonly kind: 'burn-rate' | 'error-budget';
      readonly slo: Sli;
      /** Minutes of the windows, all of which must be beyond the threshold. */
      readonly windows: readonly number[];
      readonly limits: Limits;
    }
  | { readonly kind: 'composite'; readonly of: Monitor['query'] }
  /** What an honest evaluator leaves alone. It never fires. */
  | { readonly kind: 'not-evaluated'; readonly because: string };

/** Good and all events of an SLO. */
export interface Sli {
  readonly good: Expression;
  readonly all: Expression;
  /** 0.995 */
  readonly target: number;
}

export function alarmsOf(plan: Plan): Alarm[] {
  const objects = datadogObjects(plan);
  return objects.monitors.map((monitor) => ({
    address: monitor.address,
    id: idOf(monitor.address),
    kind: monitor.kind ?? '',
    severity: monitor.severity ?? '',
    receivers: {
      alert: handlesIn(monitor.message, 'is_alert'),
      warn: handlesIn(monitor.message, 'is_warning'),
      'no-data': handlesIn(monitor.message, 'is_no_data'),
    },
    monitor,
    rule: ruleOf(monitor, objects.slos, plan),
  }));
}

/** `datadog_monitor.datadog_monitors_service-failing_AE4E5323` -> `service-failing` */
export const idOf = (address: string): string =>
  address.replace(/^datadog_\w+?\.datadog_(monitors|slos)_/, '').replace(/_[0-9A-F]{8}$/, '');

const handlesIn = (message: string, condition: string): string[] =>
  [...message.matchAll(new RegExp(`{{#${condition}}}([\\s\\S]*?){{/${condition}}}`, 'g'))].flatMap(([, block = '']) => [
    ...(block.match(/@[\w.-]+/g) ?? []),
  ]);

function ruleOf(monitor: Monitor, slos: readonly Slo[], plan: Plan): Rule {
  const { tree, problem } = monitor.query;
  if (tree === undefined) return { kind: 'not-evaluated', because: problem ?? 'it cannot be read' };
  if (tree.kind === 'composite') return { kind: 'composite', of: monitor.query };
  const args = plan.at(monitor.address)?.args ?? {};
  if (tree.kind === 'chain') return sloRule(monitor, slos, plan);
  const { evaluation, expression, comparator, threshold } = tree;
  const minutes = minutesOf(evaluation.window);
  const because =
    evaluation.change !== undefined || evaluation.ahead || minutes === undefined
      ? 'a change or a forecast'
      : expressionProblem(expression, evaluation.aggregator);
  if (because !== undefined || minutes === undefined || threshold === undefined)
    return { kind: 'not-evaluated', because: because ?? 'no threshold' };
  return {
    kind: 'metric',
    expression,
    aggregator: evaluation.aggregator,
    minutes,
    delayMinutes: Math.ceil(Number(args['evaluation_delay'] ?? 0) / 60),
    limits: limitsOf(monitor, comparator, threshold, textAt(args, 'on_missing_data') ?? 'default'),
  };
}

function limitsOf(monitor: Monitor, comparator: string, critical: number, onMissingData: string): Limits {
  const { warning, critical_recovery: criticalRecovery, warning_recovery: warningRecovery } = monitor.thresholds;
  return {
    comparator,
    critical,
    onMissingData,
    counts: monitor.query.text.includes('.as_count()'),
    ...(warning === undefined ? {} : { warning }),
    ...(criticalRecovery === undefined ? {} : { criticalRecovery }),
    ...(warningRecovery === undefined ? {} : { warningRecovery }),
  };
}

/** `burn_rate("<id>").over("30d").long_window("1h").short_window("5m") > 14.4`, `error_budget("<id>").over("30d") > 75` */
function sloRule(monitor: Monitor, slos: readonly Slo[], plan: Plan): Rule {
  const { tree } = monitor.query;
  const calls = tree?.kind === 'chain' ? tree.calls : [];
  const textOf = (name: string): string | undefined => {
    const [first] = calls.find((call) => call.name === name)?.args ?? [];
    return first?.kind === 'text' ? first.text : undefined;
  };
  const slo = slos.find(({ address }) => monitor.madeOf.includes(address));
  const sli = slo === undefined ? undefined : sliOf(slo, plan);
  const comparison = tree?.kind === 'chain' ? tree.comparison : undefined;
  const [kind] = calls.map(({ name }) => name);
  const spans = (kind === 'burn_rate' ? ['long_window', 'short_window'] : ['over']).map((name) =>
    minutesOf(textOf(name) ?? ''),
  );
  const windows = spans.flatMap((minutes) => minutes ?? []);
  const known = (kind === 'burn_rate' || kind === 'error_budget') && windows.length === spans.length;
  if (!known || sli === undefined || comparison?.threshold === undefined)
    return { kind: 'not-evaluated', because: `${kind ?? 'a chain'}()` };
  return {
    kind: kind === 'burn_rate' ? 'burn-rate' : 'error-budget',
    slo: sli,
    windows,
    limits: limitsOf(monitor, comparison.comparator, comparison.threshold, 'default'),
  };
}

function sliOf(slo: Slo, plan: Plan): Sli | undefined {
  const [query] = [plan.at(slo.address)?.args['query']].flat();
  const of = (side: 'numerator' | 'denominator'): Expression | undefined => {
    const text =
      typeof query === 'object' && query !== null ? textAt(query as Record<string, unknown>, side) : undefined;
    return slo.queries.find((found) => found.text === text)?.tree;
  };
  const [target] = slo.targets.values();
  const good = of('numerator');
  const all = of('denominator');
  return good === undefined || all === undefined || target === undefined
    ? undefined
    : { good, all, target: target / 100 };
}

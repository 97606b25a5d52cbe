import type { Check } from './check';
import type { DatadogObjects, Monitor, Slo } from './datadog-objects';
import { metricsIn } from './queries';
import type { Expression, Modifier, MonitorQuery } from './query-syntax/syntax-tree';
import { minutesOf } from './query-syntax/window';

/** Windows, aggregators and burn rates are among those that Datadog takes for the type of monitor. */
export const everyWindowIsLegal: Check = ({ datadog }) =>
  datadog.monitors.flatMap((monitor) => {
    const { tree, text } = monitor.query;
    if (tree === undefined) return [];
    const typed = tree.kind === kindOf(monitor.type) ? [] : [`its query is none of a "${monitor.type}"`];
    return [...typed, ...illegal(tree, monitor, datadog)].map((why) => ({
      resource: monitor.address,
      problem: `"${monitor.name}": ${why} (in ${text})`,
      fix: 'take a window of stacks/datadog/query.ts or stacks/datadog/slos/alerts.ts',
    }));
  });

const kindOf = (type: string): MonitorQuery['kind'] =>
  type === 'query alert' || type === 'metric alert' ? 'metric' : type === 'composite' ? 'composite' : 'chain';

function illegal(tree: MonitorQuery, monitor: Monitor, datadog: DatadogObjects): string[] {
  if (tree.kind === 'metric') return evaluated(tree);
  if (tree.kind === 'chain' && monitor.type === 'slo alert') return burnt(tree, monitor, datadog.slos);
  if (tree.kind === 'chain' && textOf(tree.calls.find(({ name }) => name === 'last')) !== undefined)
    return searched(tree.calls);
  return [];
}

/** https://docs.datadoghq.com/monitors/configuration/#evaluation-window */
const SHORTEST_MINUTES = 1;
const LONGEST_MINUTES = 48 * 60;
const OVER_TIME = ['avg', 'sum', 'min', 'max', 'percentile'];

type MetricMonitor = Extract<MonitorQuery, { kind: 'metric' }>;

function evaluated({ evaluation: { aggregator, window, ahead }, expression }: MetricMonitor): string[] {
  const minutes = minutesOf(window);
  const counted = metricsIn(expression).filter(({ modifiers }) => modifiers.some(({ name }) => name === 'as_count'));
  return [
    ...(OVER_TIME.includes(aggregator) ? [] : [`"${aggregator}" is none of ${OVER_TIME.join(', ')}`]),
    ...(ahead || (minutes !== undefined && minutes >= SHORTEST_MINUTES && minutes <= LONGEST_MINUTES)
      ? []
      : [`a window of ${window} is not between 1m and 48h`]),
    // Datadog sums counts over the window whatever is asked for, and refuses to be asked for something else
    ...(counted.length > 0 && aggregator !== 'sum' ? [`counts are summed over a window, got "${aggregator}"`] : []),
  ];
}

/** https://docs.datadoghq.com/service_management/service_level_objectives/burn_rate/ */
const LONG_WINDOW_MINUTES = { least: 60, most: 48 * 60 } as const;

type Chain = Extract<MonitorQuery, { kind: 'chain' }>;

function burnt({ calls, comparison }: Chain, { madeOf }: Monitor, slos: readonly Slo[]): string[] {
  const [alert] = calls;
  const argument = (name: string) => textOf(calls.find((call) => call.name === name));
  const over = argument('over') ?? '';
  const slo = slos.find(({ address }) => madeOf.includes(address));
  const target = slo?.targets.get(over);
  const threshold = comparison?.threshold ?? Number.NaN;
  if (slo === undefined) return ['it is about no SLO of this plan'];
  if (target === undefined)
    return [`the SLO has no target over "${over}", only over ${[...slo.targets.keys()].join(', ')}`];
  if (alert?.name === 'error_budget') {
    return threshold > 0 && threshold <= 100 ? [] : [`${threshold} % of an error budget can never be gone`];
  }
  if (alert?.name !== 'burn_rate') return ['it is neither a burn_rate nor an error_budget'];
  const long = minutesOf(argument('long_window') ?? '') ?? Number.NaN;
  const short = minutesOf(argument('short_window') ?? '') ?? Number.NaN;
  const most = 100 / (100 - target);
  return [
    ...(long >= LONG_WINDOW_MINUTES.least && long <= LONG_WINDOW_MINUTES.most
      ? []
      : [`a long window of ${argument('long_window')} is not between 1h and 48h`]),
    ...(short < long ? [] : [`the short window ${argument('short_window')} is not shorter than the long one`]),
    ...(threshold > 0 && threshold <= most
      ? []
      : [
          `a budget for ${target} % burns at most ${most.toFixed(2)} times too fast, so above ${threshold} it never alerts`,
        ]),
  ];
}

/** https://docs.datadoghq.com/monitors/types/log/ */
function searched(calls: readonly Modifier[]): string[] {
  const window = textOf(calls.find(({ name }) => name === 'last')) ?? '';
  const minutes = minutesOf(window);
  return minutes !== undefined && minutes >= SHORTEST_MINUTES && minutes <= LONGEST_MINUTES
    ? []
    : [`a window of ${window} is not between 1m and 48h`];
}

const textOf = (call: Modifier | undefined): string | undefined => {
  const [first]: readonly (Expression | undefined)[] = call?.args ?? [];
  return first?.kind === 'text' ? first.text : undefined;
};

import type { MonitorSpec, NoData, Severity } from '../monitors/spec';
import { numberText, percent } from '../query';
import type { SloSpec } from './spec';

/** What budgets are counted over. */
export const TIMEFRAME = '30d';

interface BurnWindow {
  /** How many times faster than allowed the error budget goes. */
  readonly burn: number;
  readonly long: string;
  /** Must burn too, so that the alert is over soon after the fault is. */
  readonly short: `${number}m`;
  readonly severity: Severity;
  /** Share of the budget that is gone when it fires. */
  readonly spent: number;
}

/**
 * The fast ones page as components of *service-failing*: by themselves each would page again for what it has paged for.
 *
 * Datadog's own for 30 days: https://docs.datadoghq.com/service_management/service_level_objectives/burn_rate/#picking-burn-rate-values
 */
export const BURN_WINDOWS: readonly BurnWindow[] = [
  { burn: 14.4, long: '1h', short: '5m', severity: 'component', spent: 0.02 },
  { burn: 6, long: '6h', short: '30m', severity: 'component', spent: 0.05 },
  { burn: 3, long: '24h', short: '120m', severity: 'notify', spent: 0.1 },
];

/** A burn rate that only a share of failures above this reaches is an alert for total outages, which other monitors see sooner. */
const MOST_FAILING = 0.8;
/** Runs of a schedule that a window must hold: one may fail. */
const LEAST_RUNS = 2;
/** Error budget gone, in percent, at which the rest of the month needs a plan. */
const BUDGET_GONE = 75;
const BUDGET_GOING = 50;

/** Datadog keeps the state of an SLO alert by itself, and takes no policy. */
const NO_DATA: NoData = {
  policy: 'last-known',
  because: 'Datadog keeps the state of an SLO alert while no event is counted',
};

/**
 * Burn-rate alerts of an SLO, and one on the budget itself, for what is too slow for any of them.
 *
 * A budget cannot burn faster than 1 / (1 - target), with everything failing, and Datadog refuses a threshold above that. A
 * window whose burn rate is above, or so near that only an outage of nearly everything reaches it, is left out rather than
 * lowered: at the limit itself `>` can never hold.
 */
export function sloAlerts(slo: SloSpec): MonitorSpec[] {
  const common = {
    parts: slo.parts,
    type: 'slo alert',
    metrics: slo.metrics,
    noData: NO_DATA,
  } as const;
  const burns = burnWindowsFor(slo).map(
    ({ burn, long, short, severity, spent }): MonitorSpec => ({
      ...common,
      id: `${slo.id}-burn-${long}`,
      kind: slo.burnKind,
      title: `${slo.broken}, so that the error budget goes ${burn} times too fast`,
      shows: `burn rate over ${long} and ${short}`,
      severity,
      query: `burn_rate("<${slo.id}>").over("${TIMEFRAME}").long_window("${long}").short_window("${short}") > ${numberText(burn)}`,
      thresholds: { critical: burn },
      derivation: `${percent(spent)} of the month's error budget within ${long} (${slo.derivation}); everything failing would be ${numberText(mostBurn(slo.target))}`,
    }),
  );
  return [
    ...burns,
    {
      ...common,
      id: `${slo.id}-error-budget`,
      kind: 'slo-error-budget',
      title: `${slo.broken}, and most of the month's error budget is gone`,
      shows: 'percent of the error budget that is gone',
      severity: 'notify',
      query: `error_budget("<${slo.id}>").over("${TIMEFRAME}") > ${BUDGET_GONE}`,
      thresholds: { critical: BUDGET_GONE, warning: BUDGET_GOING },
      derivation: `three quarters of what ${slo.derivation} allows in ${TIMEFRAME}, warning at half`,
    },
  ];
}

/** The fastest that a budget can burn: with everything failing. */
export const mostBurn = (target: number): number => 1 / (1 - target);

/**
 * Windows that make sense for a target, and in which enough is counted: a short one without a run of the schedule holds
 * nothing. Where nobody is woken, the slow one will do: it is read the next morning.
 */
export const burnWindowsFor = ({
  target,
  sampledEveryMinutes = 0,
  wakes = true,
}: Pick<SloSpec, 'target' | 'sampledEveryMinutes' | 'wakes'>): readonly BurnWindow[] =>
  BURN_WINDOWS.filter(
    ({ burn, short, severity }) =>
      (wakes || severity === 'notify') &&
      burn <= MOST_FAILING * mostBurn(target) &&
      Number.parseInt(short, 10) >= LEAST_RUNS * sampledEveryMinutes,
  );

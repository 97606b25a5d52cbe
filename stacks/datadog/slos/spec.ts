import { METRICS } from '../../../handlers/contract/metrics';
import type { ApiPart } from '../../parts';
import type { MonitorContext, MonitorKind, MonitorSpec, Severity } from '../monitors/spec';
import { count, delaySeconds, minus, rounded } from '../query';

/** An SLO before it becomes a resource. */
export interface SloSpec {
  /** Construct id. */
  readonly id: 'availability' | 'latency';
  readonly name: string;
  readonly description: string;
  /** Ids of the parts that it watches. */
  readonly parts: readonly string[];
  /** Percent, 99.5. */
  readonly targetPercent: number;
  readonly good: string;
  readonly all: string;
  readonly alerts: readonly MonitorSpec[];
}

/** Days: what Datadog's burn-rate windows below are made for. */
export const TIMEFRAME = '30d';

interface BurnWindow {
  /** How many times faster than allowed the budget burns. */
  readonly rate: number;
  readonly long: string;
  readonly short: string;
  readonly severity: Severity;
  /** Share of a month's budget gone when it fires. */
  readonly budgetPercent: number;
}

/** https://docs.datadoghq.com/service_management/service_level_objectives/burn_rate/ for a target of 30 days. */
const BURN_WINDOWS: readonly BurnWindow[] = [
  { rate: 14.4, long: '1h', short: '5m', severity: 'page', budgetPercent: 2 },
  { rate: 6, long: '6h', short: '30m', severity: 'page', budgetPercent: 5 },
  { rate: 3, long: '24h', short: '120m', severity: 'notify', budgetPercent: 10 },
];

/** Percent of the budget gone at which there is an alert when the target is so low that it cannot burn three times too fast. */
const BUDGET_GONE_PERCENT = 75;

/** What the service promises, as SLOs; none without requirements. */
export function slosFor({ env, service, requirements, parts }: MonitorContext): SloSpec[] {
  if (requirements === undefined) return [];
  const availability = parts
    .filter((part): part is ApiPart => part.kind === 'api')
    .map((api): SloSpec => {
      const scope = { apiname: api.name, stage: api.stage };
      const all = count('aws.apigateway.count', scope);
      const good = minus(all, count('aws.apigateway.5xxerror', scope));
      return {
        id: 'availability',
        name: `${service} is available`,
        description: `Requests to ${api.name} that do not end in a server error. Target: requirements.availability.`,
        parts: [api.id],
        targetPercent: rounded(requirements.availability * 100),
        good: good.text,
        all: all.text,
        alerts: burnAlerts(
          'slo-availability-burn',
          'fails more requests than promised',
          requirements.availability,
          [api.id],
          delaySeconds(all.metrics),
        ),
      };
    });
  const answered = METRICS.chatRequests.name;
  const { share: inTime, milliseconds } = requirements.latency;
  return [
    ...availability,
    {
      id: 'latency',
      name: `${service} answers in time`,
      description: `Answers within ${milliseconds} ms, as the chat function counts them. Target: requirements.latency.`,
      parts: [],
      targetPercent: rounded(inTime * 100),
      good: count(answered, { env, service, latency: 'within' }).text,
      all: count(answered, { env, service }).text,
      alerts: burnAlerts('slo-latency-burn', 'is slower than promised', inTime, [], 0),
    },
  ];
}

/**
 * Multi-window burn-rate alerts that Datadog accepts: a budget of 10 % cannot burn more than ten times too fast, and a higher
 * threshold is refused. Such a window is left out, the slower ones remain; when none does, the alert is on the budget itself.
 */
export function burnAlerts(
  kind: MonitorKind,
  wrong: string,
  target: number,
  parts: readonly string[],
  delay: number,
): MonitorSpec[] {
  const fastest = 1 / (1 - target);
  const common = {
    kind,
    parts,
    type: 'slo alert' as const,
    noData: { policy: 'keep' as const, because: 'Datadog keeps the state of an SLO alert by itself' },
    delaySeconds: delay,
  };
  const legal = BURN_WINDOWS.filter(({ rate }) => rate < fastest);
  if (legal.length === 0) {
    return [
      {
        ...common,
        id: `${kind}-budget`,
        title: `The service ${wrong}: ${BUDGET_GONE_PERCENT} % of the error budget is gone`,
        severity: 'notify',
        query: `error_budget("%s").over("${TIMEFRAME}") > ${BUDGET_GONE_PERCENT}`,
        critical: BUDGET_GONE_PERCENT,
        unit: '% of the error budget',
        derivation: `a target of ${target} cannot burn three times too fast`,
      },
    ];
  }
  return legal.map(({ rate, long, short, severity, budgetPercent }) => ({
    ...common,
    id: `${kind}-${long}`,
    title: `The service ${wrong}, and burns its error budget ${rate} times too fast`,
    severity,
    query: `burn_rate("%s").over("${TIMEFRAME}").long_window("${long}").short_window("${short}") > ${rate}`,
    critical: rate,
    unit: 'times too fast',
    derivation: `${budgetPercent} % of the month's budget within ${long}`,
  }));
}

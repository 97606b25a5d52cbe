import type { Check } from './check';
import type { DatadogObjects, Monitor, Slo } from './datadog-objects';
import { minutesOf } from './query-syntax/window';

/**
 * Pace of a month's error budget that somebody must hear of, from total outages to slow leaks:
 * https://docs.datadoghq.com/service_management/service_level_objectives/burn_rate/#picking-burn-rate-values
 */
const PACES = [
  { burn: 14.4, longest: '1h' },
  { burn: 6, longest: '6h' },
  { burn: 3, longest: '24h' },
] as const;

/** A pace this near to the fastest possible one is that of an outage of nearly everything. */
const NEARLY_ALL = 0.8;

/**
 * Each SLO tells of a budget that leaks, and of one that is nearly gone; one that wakes people also of a budget that goes
 * faster. Those that wake nobody count too seldom for short windows, or have nobody waiting.
 */
export const everySloAlerts: Check = ({ datadog }) =>
  datadog.slos.flatMap((slo) => {
    const alerts = alertsOf(slo, datadog);
    const target = Math.max(...slo.targets.values());
    const paces = alerts.some(({ pages }) => pages) ? PACES : PACES.slice(-1);
    const missing = paces
      .filter(({ burn }) => burn <= (NEARLY_ALL * 100) / (100 - target))
      .filter(
        ({ burn, longest }) =>
          !alerts.some(
            (alert) =>
              alert.burn !== undefined &&
              alert.burn <= burn &&
              (minutesOf(alert.long) ?? Number.POSITIVE_INFINITY) <= (minutesOf(longest) ?? 0),
          ),
      );
    return [
      ...missing.map(({ burn, longest }) => ({
        resource: slo.address,
        problem: `nobody hears when the budget of "${slo.name}" goes ${burn} times too fast within ${longest}`,
        fix: 'give it the alerts of stacks/datadog/slos/alerts.ts',
      })),
      ...(alerts.some(({ budget }) => budget !== undefined)
        ? []
        : [
            {
              resource: slo.address,
              problem: `nobody hears when most of the budget of "${slo.name}" is gone`,
              fix: 'give it the alerts of stacks/datadog/slos/alerts.ts',
            },
          ]),
    ];
  });

interface Alert {
  readonly pages: boolean;
  /** Burn rate that it fires at; absent on one of the budget. */
  readonly burn?: number | undefined;
  readonly long: string;
  /** Percent of the budget. */
  readonly budget?: number | undefined;
}

/** Who speaks for a monitor: itself, or the composite that it is part of. */
const speakerOf = (monitor: Monitor, { monitors }: DatadogObjects): Monitor | undefined =>
  monitor.severity === 'component'
    ? monitors.find(({ type, madeOf }) => type === 'composite' && madeOf.includes(monitor.address))
    : monitor;

const alertsOf = ({ address }: Slo, datadog: DatadogObjects): Alert[] =>
  datadog.monitors
    .filter(({ madeOf, type }) => type !== 'composite' && madeOf.includes(address))
    .flatMap((monitor) => {
      const severity = speakerOf(monitor, datadog)?.severity;
      const { tree } = monitor.query;
      if (severity === undefined) return [];
      if (tree?.kind !== 'chain') return [];
      const [first] = tree.calls;
      const [window] = tree.calls.find(({ name }) => name === 'long_window')?.args ?? [];
      const number = tree.comparison?.threshold;
      return [
        {
          pages: severity === 'page',
          long: window?.kind === 'text' ? window.text : '',
          ...(first?.name === 'burn_rate' ? { burn: number } : { budget: number }),
        },
      ];
    });

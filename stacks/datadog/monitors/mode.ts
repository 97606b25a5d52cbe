import { METRICS } from '../../../handlers/contract/metrics';
import { MODE_LOOK_UP, MODES } from '../../../handlers/contract/modes';
import type { ModePart } from '../../parts';
import { count, minimumVolumeFor, plain, ratio } from '../query';
import { type MonitorContext, type MonitorSpec, metricMonitor, QUIET_IS_FINE } from './spec';

/** Half of the look-ups: one that fails now and then is made up for by the next. */
const UNREADABLE = 0.5;
const LEAST_FAILURES = 5;

/** Whether the service answers as usual, and whether anybody could tell it to do otherwise. */
export function modeMonitors(mode: ModePart, { env, service, parts }: MonitorContext): MonitorSpec[] {
  const scope = { env, service };
  const endpoints = parts.filter((part) => part.kind === 'endpoint' && part.carries === 'mode');
  return [
    metricMonitor({
      id: `${mode.id}-mode-not-normal`,
      kind: 'mode-not-normal',
      title: `${service} in ${env} is told not to answer as usual`,
      shows: 'chat requests that were not answered in the mode normal, in five minutes',
      parts: [mode.id],
      severity: 'notify',
      measure: plain(count(METRICS.chatRequests.name, { ...scope, mode: MODES.filter((name) => name !== 'normal') })),
      window: '5m',
      thresholds: { critical: 0 },
      derivation: 'one is enough: a person or the budget guard has changed the mode, and callers feel it',
      noData: QUIET_IS_FINE,
    }),
    metricMonitor({
      id: `${mode.id}-mode-unreadable`,
      kind: 'mode-unreadable',
      title: `${service} in ${env} cannot read its mode`,
      shows: 'share of look-ups that failed or found a value that is none',
      parts: [mode.id, ...endpoints.map(({ id }) => id)],
      severity: 'notify',
      measure: ratio(
        count(METRICS.modeLookUps.name, { ...scope, result: ['failed', 'malformed'] }),
        count(METRICS.modeLookUps.name, scope),
        minimumVolumeFor(LEAST_FAILURES, UNREADABLE),
      ),
      window: '15m',
      thresholds: { critical: UNREADABLE },
      derivation: `half of the look-ups, at least ${LEAST_FAILURES}: one that fails is made up for by the next, ${MODE_LOOK_UP.retryMs / 1_000} s later`,
      noData: QUIET_IS_FINE,
    }),
  ];
}

import { METRICS } from '../../../handlers/contract/metrics';
import { count, level, minimumVolumeFor, plain, ratio } from '../query';
import { failureShare } from './failure-share';
import { type MonitorContext, type MonitorSpec, metricMonitor, QUIET_IS_FINE } from './spec';

/** Share of a daily limit at which the next requests are refused, and at which a call to the tenant comes in time. */
const NEAR = 0.95;
const EARLY = 0.8;
/** Requests past their limit that are worth a look, however few there are. */
const LEAST_FAILURES = 5;

/** The limits of tenants: who reaches his, and whether they hold at all. */
export function limitMonitors(context: MonitorContext): MonitorSpec[] {
  const { env, service } = context;
  const scope = { env, service };
  const { share, derivation } = failureShare(context);
  // of the service as a whole: their metrics name no part
  const common = { parts: [], severity: 'notify', window: '15m', noData: QUIET_IS_FINE } as const;
  return [
    metricMonitor({
      ...common,
      id: 'service-tenant-limit',
      kind: 'tenant-limit',
      title: `A tenant of ${service} in ${env} reaches its daily limit`,
      shows: 'share of its daily limit that a tenant has used',
      measure: plain(level('max', METRICS.limitUsed.name, scope, { by: ['tenant'] })),
      over: 'max',
      thresholds: { critical: NEAR, warning: EARLY },
      derivation: `from ${NEAR} on its next requests are about to be refused; warning at ${EARLY}, while there still is time to ask`,
      groupedBy: 'tenant',
    }),
    metricMonitor({
      ...common,
      id: 'service-limits-unenforced',
      kind: 'limits-unenforced',
      title: `Daily limits of the tenants of ${service} in ${env} are not held`,
      shows: 'share of chat requests that could not be held against their limit',
      measure: ratio(
        count(METRICS.limitFailures.name, { ...scope, step: 'reserve' }),
        count(METRICS.chatRequests.name, scope),
        minimumVolumeFor(LEAST_FAILURES, share),
      ),
      thresholds: { critical: share, warning: share / 2 },
      derivation: `${derivation}; warning at half of it; at least ${LEAST_FAILURES} failures`,
    }),
  ];
}

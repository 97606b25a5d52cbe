import { type CacheResult, METRICS } from '../../../handlers/contract/metrics';
import { count, minimumVolumeFor, ratio } from '../query';
import { type MonitorContext, type MonitorSpec, metricMonitor, QUIET_IS_FINE } from './spec';

/** An error is a call to a model that a hit would have saved: one in ten shows on the bill. */
const FAILING = 0.1;
const LEAST_ERRORS = 5;

const ERRORS: readonly CacheResult[] = ['error', 'not-stored'];

/** What a failing table does to the response cache, and what its own monitors cannot see: items that are none of ours. */
export const cacheMonitors = ({ env, service, parts }: MonitorContext): MonitorSpec[] =>
  parts.some((part) => part.kind === 'table' && part.table === 'answers')
    ? [
        metricMonitor({
          id: 'service-cache-errors',
          kind: 'cache-errors',
          title: `The response cache of ${service} in ${env} fails`,
          shows: 'share of what the cache was asked or given that came to nothing',
          // of the service as a whole: its metric names no part
          parts: [],
          severity: 'notify',
          measure: ratio(
            count(METRICS.cacheRequests.name, { env, service, result: ERRORS }),
            count(METRICS.cacheRequests.name, { env, service }),
            minimumVolumeFor(LEAST_ERRORS, FAILING),
          ),
          window: '15m',
          thresholds: { critical: FAILING, warning: FAILING / 2 },
          derivation: `one in ten shows on the bill; warning at half of it; at least ${LEAST_ERRORS} errors`,
          noData: QUIET_IS_FINE,
        }),
      ]
    : [];

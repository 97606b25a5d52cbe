import type { ApiPart } from '../../parts';
import { count, level, minimumVolumeFor, plain, ratio } from '../query';
import { failureShare, LEAST_FAILURES, symptom } from './failure-share';
import { type MonitorContext, type MonitorSpec, metricMonitor, QUIET_IS_FINE } from './spec';

/** Share of the gateway's own timeout at which an answer is about to be cut off, where nobody has said what is slow. */
const NEAR_TIMEOUT = 0.8;
/** Share of a limit at which there still is time to look. */
const EARLY = 0.8;

/** Percentiles that CloudWatch gives of the latency, highest first. */
const PERCENTILES = [
  { share: 0.99, metric: 'aws.apigateway.latency.p99', word: 'p99' },
  { share: 0.95, metric: 'aws.apigateway.latency.p95', word: 'p95' },
  { share: 0.9, metric: 'aws.apigateway.latency.p90', word: 'p90' },
  { share: 0, metric: 'aws.apigateway.latency.p50', word: 'median' },
] as const;

const ORDINARY_SHARE = 0.95;

/** Refused requests of one caller with a mistake are its own matter; three in ten are a contract, a key or a limit that changed. */
const REFUSED = 0.3;
/** Refusals that it takes, however few requests there are: a scanner that tries some paths is none. */
const LEAST_REFUSALS = 50;

export function apiMonitors(api: ApiPart, context: MonitorContext): MonitorSpec[] {
  const scope = { apiname: api.name, stage: api.stage };
  const { share, derivation } = failureShare(context);
  const { requirements } = context;
  const percentile = percentileFor(requirements?.latency.share ?? ORDINARY_SHARE);
  const slow = requirements?.latency.milliseconds ?? NEAR_TIMEOUT * api.integrationTimeoutMs;
  return [
    metricMonitor({
      id: `${api.id}-api-errors`,
      kind: 'api-errors',
      title: `The API ${api.name} answers 5xx`,
      shows: 'share of requests answered 5xx, as the gateway counts them',
      parts: [api.id],
      // part of service-failing: what the gateway sees 15 minutes later must not page a second time
      severity: 'component',
      measure: ratio(
        count('aws.apigateway.5xxerror', scope),
        count('aws.apigateway.count', scope),
        minimumVolumeFor(LEAST_FAILURES, share),
      ),
      window: '5m',
      thresholds: symptom(share),
      derivation: `${derivation}; at least ${LEAST_FAILURES} failures`,
      noData: QUIET_IS_FINE,
    }),
    metricMonitor({
      id: `${api.id}-api-refusals`,
      kind: 'api-refusals',
      title: `The API ${api.name} refuses its callers`,
      shows: 'share of requests answered 4xx, as the gateway counts them',
      parts: [api.id],
      severity: 'notify',
      measure: ratio(
        count('aws.apigateway.4xxerror', scope),
        count('aws.apigateway.count', scope),
        minimumVolumeFor(LEAST_REFUSALS, REFUSED),
      ),
      window: '30m',
      thresholds: symptom(REFUSED),
      derivation: `three in ten: not one caller with a mistake, but a contract, a key or a limit that changed; at least ${LEAST_REFUSALS} refusals`,
      noData: QUIET_IS_FINE,
    }),
    metricMonitor({
      id: `${api.id}-api-latency`,
      kind: 'api-latency',
      title: `The API ${api.name} answers slowly`,
      shows: `${percentile.word} of the time to the whole answer, in milliseconds`,
      parts: [api.id],
      // who waits too long is paged for by the latency SLO, which counts requests; this tells where to look
      severity: 'notify',
      measure: plain(level('avg', percentile.metric, scope)),
      over: 'avg',
      window: '15m',
      thresholds: { critical: slow, warning: EARLY * slow },
      derivation:
        requirements === undefined
          ? `${NEAR_TIMEOUT} x the gateway's timeout of ${api.integrationTimeoutMs} ms; warning at ${EARLY} of it`
          : `the latency that ${requirements.latency.share} of requests must keep (${slow} ms), on the ${percentile.word}; warning at ${EARLY} of it`,
      noData: QUIET_IS_FINE,
    }),
  ];
}

/** The highest percentile that is not stricter than what was promised. */
const percentileFor = (share: number): (typeof PERCENTILES)[number] =>
  PERCENTILES.find((percentile) => percentile.share <= share) ?? PERCENTILES[3];

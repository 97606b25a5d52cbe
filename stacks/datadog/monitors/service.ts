import { JUDGED_LATENCIES, METRICS } from '../../../handlers/contract/metrics';
import { count, minimumVolumeFor, ratio } from '../query';
import { failureShare, LEAST_FAILURES, OUR_FAULTS, symptom } from './failure-share';
import { compositeMonitor, type MonitorContext, type MonitorSpec, metricMonitor, QUIET_IS_FINE } from './spec';

/** Kinds that say, each from its own seat, that customers get no answers. */
const SYMPTOMS: ReadonlySet<MonitorSpec['kind']> = new Set([
  'api-errors',
  'chat-failures',
  'batch-failures',
  'function-errors',
  'slo-availability-burn',
  'slo-latency-burn',
]);

/**
 * Customers get errors: one page for it, whoever sees it first.
 *
 * The function tells within a minute, unless it crashes, which its Extension tells; the gateway, polled through CloudWatch,
 * tells 15 minutes later, and alone sees what never reached a function. The two look at 15 minutes each, so that an outage of
 * any length is still failing to them when the gateway's number arrives, and the page is not sent twice. What is too slow or too
 * rare for either, budgets that burn too fast tell of, hours later, as part of the same page.
 *
 * @param specs Monitors of the parts and alerts of SLOs.
 */
export function serviceMonitors(specs: readonly MonitorSpec[], context: MonitorContext): MonitorSpec[] {
  const { env, service, parts } = context;
  const chat = parts.find((part) => part.kind === 'function' && part.handler === 'chat');
  const failures = chat === undefined ? [] : [chatFailures(context)];
  const of = [...specs, ...failures].filter(({ kind, severity }) => SYMPTOMS.has(kind) && severity === 'component');
  if (of.length === 0) return failures;
  return [
    ...failures,
    compositeMonitor({
      id: 'service-failing',
      kind: 'service-failing',
      title: `${service} in ${env} fails for its callers`,
      severity: 'page',
      query: of.map(({ id }) => `<${id}>`).join(' || '),
      of,
      derivation: `any of ${of.map(({ id }) => id).join(', ')}`,
    }),
  ];
}

function chatFailures(context: MonitorContext): MonitorSpec {
  const scope = { env: context.env, service: context.service };
  const { share, derivation } = failureShare(context);
  return metricMonitor({
    id: 'service-chat-failures',
    kind: 'chat-failures',
    title: `Chat requests to ${context.service} in ${context.env} fail on our side`,
    shows: 'share of chat requests that failed or were throttled, as the function counts them',
    // of the service as a whole: its metric names no part
    parts: [],
    severity: 'component',
    measure: ratio(
      count(METRICS.chatRequests.name, { ...scope, outcome: OUR_FAULTS }),
      // a caller who has gone got no answer to judge
      count(METRICS.chatRequests.name, { ...scope, latency: JUDGED_LATENCIES }),
      minimumVolumeFor(LEAST_FAILURES, share),
    ),
    window: '15m',
    thresholds: symptom(share),
    derivation: `${derivation}; at least ${LEAST_FAILURES} failures`,
    noData: QUIET_IS_FINE,
  });
}

import type { ApiPart } from '../../parts';
import { above, count, level, rounded, share } from '../query';
import { type MonitorContext, type MonitorSpec, monitor } from './spec';

/** Ten times the error budget: a fault that would use up a month's budget in three days. */
const BUDGETS = 10;
/** Without requirements: one request in twenty is what people notice. */
const DEFAULT_ERROR_SHARE = 0.05;
/** Share of the gateway's own patience. */
const LATENCY_SHARE = 0.8;

export function apiMonitors(part: ApiPart, { requirements }: MonitorContext): MonitorSpec[] {
  const scope = { apiname: part.name, stage: part.stage };
  const errors =
    requirements === undefined
      ? DEFAULT_ERROR_SHARE
      : Math.min(0.5, rounded(BUDGETS * (1 - requirements.availability)));
  const latency =
    requirements === undefined ? rounded(LATENCY_SHARE * part.integrationTimeoutMs) : requirements.latency.milliseconds;
  return [
    monitor(part, 'api-errors', {
      title: `${part.name} answers with server errors`,
      parts: [part.id],
      severity: 'page',
      watch: share({
        bad: count('aws.apigateway.5xxerror', scope),
        all: count('aws.apigateway.count', scope),
        window: 'last_10m',
        critical: errors,
        minimumBad: 5,
      }),
      unit: 'of requests',
      derivation:
        requirements === undefined
          ? 'one request in twenty, for want of requirements'
          : `${BUDGETS} times the error budget of ${requirements.availability} availability, half at most`,
    }),
    monitor(part, 'api-latency', {
      title: `${part.name} is slow`,
      parts: [part.id],
      severity: 'notify',
      watch: above('last_15m', 'avg', level('avg', 'aws.apigateway.latency.p95', scope), latency),
      unit: 'ms at the 95th percentile',
      derivation:
        requirements === undefined
          ? `${LATENCY_SHARE} of the integration timeout`
          : 'requirements.latency.milliseconds',
    }),
  ];
}

import { METRICS } from '../../../handlers/contract/metrics';
import { count, level, plain } from '../query';
import { timeseries, topList, type Widget } from './widget';

interface Own {
  readonly env: string;
  readonly service: string;
}

const byTenant = { by: ['tenant'] };

/** Who calls, and what it costs. */
export const tenantWidgets = (own: Own): Widget[] => [
  topList('Cost by tenant, USD', plain(count(METRICS.tenantCostUsd.name, own, byTenant)).graph),
  topList('Requests by tenant', plain(count(METRICS.tenantRequests.name, own, byTenant)).graph),
];

/** How near their limits they are. */
export const limitWidgets = (own: Own): Widget[] => [
  timeseries('Share of the daily limit used, by tenant', [
    { label: 'share', graph: plain(level('max', METRICS.limitUsed.name, own, byTenant)).graph },
  ]),
  timeseries(
    'Refused for their limit, by tenant',
    [{ label: 'requests', graph: plain(count(METRICS.limitRefusals.name, own, byTenant)).graph }],
    { bars: true },
  ),
];

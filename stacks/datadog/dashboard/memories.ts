import { METRICS } from '../../../handlers/contract/metrics';
import { count, plain } from '../query';
import { timeseries, total, type Widget } from './widget';

interface Own {
  readonly env: string;
  readonly service: string;
}

/** What the response cache had, and what it is worth. */
export const cacheWidgets = (own: Own): Widget[] => [
  timeseries(
    'Response cache by result',
    [{ label: 'requests', graph: plain(count(METRICS.cacheRequests.name, own, { by: ['result'] })).graph }],
    { bars: true },
  ),
  total('Saved by the response cache', plain(count(METRICS.responseCacheSavedUsd.name, own)).graph, 'USD'),
];

/** What idempotency keys meant. */
export const replayWidgets = (own: Own): Widget[] => [
  timeseries(
    'Requests with an idempotency key, by what it meant',
    [{ label: 'requests', graph: plain(count(METRICS.replays.name, own, { by: ['result'] })).graph }],
    { bars: true },
  ),
];

import { METRICS } from '../../../handlers/contract/metrics';
import type { MonitorContext } from '../monitors/spec';
import { count, level, plain, ratio } from '../query';
import { timeseries, type Widget } from './widget';

const byVariant = { by: ['variant'] };

/** The variants of an experiment beside each other: what each costs, how long it takes and how it ends. `none` takes no part. */
export function variantsOf({ env, service }: Pick<MonitorContext, 'env' | 'service'>): Widget[] {
  const own = { env, service };
  const requests = count(METRICS.chatRequests.name, own, byVariant);
  return [
    timeseries('Cost of a request by variant', [
      { label: 'USD', graph: ratio(count(METRICS.costUsd.name, own, byVariant), requests, 0).graph },
    ]),
    timeseries('Mean latency of a call by variant', [
      { label: 'ms', graph: plain(level('avg', METRICS.modelLatency.name, own, byVariant)).graph },
    ]),
    timeseries(
      'Requests by variant and outcome',
      [
        {
          label: 'requests',
          graph: plain(count(METRICS.chatRequests.name, own, { by: ['variant', 'outcome'] })).graph,
        },
      ],
      { bars: true },
    ),
  ];
}

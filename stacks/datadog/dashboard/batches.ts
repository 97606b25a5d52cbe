import { METRICS } from '../../../handlers/contract/metrics';
import type { MonitorContext } from '../monitors/spec';
import { count, level, plain, type Query } from '../query';
import { timeseries, total, type Widget } from './widget';

/** What came in as batches, what became of it, and how long it took. Nothing where there are none. */
export function batchWidgets({ env, service, parts }: MonitorContext): Widget[] {
  if (!parts.some((part) => part.kind === 'function' && part.handler === 'batch-worker')) return [];
  const own = { env, service };
  const line = (label: string, query: Query) => ({ label, graph: plain(query).graph });
  return [
    total(
      'Batches taken',
      plain(count(METRICS.batchRequests.name, { ...own, operation: 'create', outcome: 'ok' })).graph,
    ),
    total('Batches done', plain(count(METRICS.batchesCompleted.name, own)).graph),
    total('Batches done too late', plain(count(METRICS.batchesCompleted.name, { ...own, freshness: 'over' })).graph),
    total('Prompts answered', plain(count(METRICS.batchItems.name, { ...own, outcome: ['ok', 'guardrail'] })).graph),
    timeseries(
      'Requests by operation and outcome',
      [line('requests', count(METRICS.batchRequests.name, own, { by: ['operation', 'outcome'] }))],
      { bars: true },
    ),
    timeseries(
      'Prompts that are done, by outcome',
      [line('prompts', count(METRICS.batchItems.name, own, { by: ['road', 'outcome'] }))],
      { bars: true },
    ),
    timeseries(
      'Prompts that go back, by outcome',
      [line('prompts', count(METRICS.batchRetries.name, own, { by: ['road', 'outcome'] }))],
      { bars: true },
    ),
    timeseries('Longest time to a whole batch, in milliseconds', [
      line('ms', level('max', METRICS.batchCompletionTime.name, own, { by: ['road'] })),
    ]),
  ];
}

import type { FunctionPart } from '../../parts';
import { count, level, plain } from '../query';
import { type MonitorSpec, metricMonitor, QUIET_IS_FINE } from './spec';

/** Share of a limit at which the next busy hour reaches it. */
const NEAR = 0.8;
/** Share of a limit at which there still is time to plan. */
const EARLY = 0.6;
/** Memory is allocated in steps, so it may be fuller than time or concurrency before it is short. */
const MEMORY_NEAR = 0.9;
const MEMORY_EARLY = 0.8;

/** How close a function is to what it was given: time, memory, concurrency. */
export function functionLimits(part: FunctionPart): MonitorSpec[] {
  const scope = { functionname: part.name };
  const timeoutMs = part.timeoutSeconds * 1_000;
  const common = { parts: [part.id], severity: 'notify', noData: QUIET_IS_FINE } as const;
  return [
    metricMonitor({
      ...common,
      id: `${part.id}-function-duration`,
      kind: 'function-duration',
      title: `The function ${part.name} comes close to its timeout`,
      shows: 'p95 of the duration, in milliseconds',
      measure: plain(level('avg', 'aws.lambda.duration.p95', scope)),
      over: 'avg',
      window: '15m',
      thresholds: { critical: NEAR * timeoutMs, warning: EARLY * timeoutMs },
      derivation: `${NEAR} of its timeout of ${part.timeoutSeconds} s; warning at ${EARLY}`,
    }),
    metricMonitor({
      ...common,
      id: `${part.id}-function-memory`,
      kind: 'function-memory',
      title: `The function ${part.name} nearly fills its memory`,
      shows: 'most memory that an invocation used, in MB',
      measure: plain(level('max', 'aws.lambda.enhanced.max_memory_used', scope)),
      over: 'max',
      window: '15m',
      thresholds: { critical: MEMORY_NEAR * part.memoryMb, warning: MEMORY_EARLY * part.memoryMb },
      derivation: `${MEMORY_NEAR} of its ${part.memoryMb} MB; warning at ${MEMORY_EARLY}`,
    }),
    metricMonitor({
      ...common,
      id: `${part.id}-function-out-of-memory`,
      kind: 'function-out-of-memory',
      title: `The function ${part.name} ran out of memory`,
      shows: 'invocations killed for want of memory in 15 minutes',
      measure: plain(count('aws.lambda.enhanced.out_of_memory', scope)),
      window: '15m',
      thresholds: { critical: 0 },
      derivation: 'none is right: each one lost an answer, and the next will too',
    }),
    // one that must run alone is at its limit whenever it runs
    ...(part.reservedConcurrency === 1 ? [] : [concurrency(part, common)]),
  ];
}

const concurrency = (part: FunctionPart, common: Pick<MonitorSpec, 'parts' | 'severity' | 'noData'>): MonitorSpec =>
  metricMonitor({
    ...common,
    id: `${part.id}-function-concurrency`,
    kind: 'function-concurrency',
    title: `The function ${part.name} nearly uses up its concurrency`,
    shows: 'most executions at one time',
    measure: plain(level('max', 'aws.lambda.concurrent_executions.maximum', { functionname: part.name })),
    over: 'max',
    window: '15m',
    thresholds: { critical: NEAR * part.reservedConcurrency, warning: EARLY * part.reservedConcurrency },
    derivation: `${NEAR} of its reserved concurrency of ${part.reservedConcurrency}; warning at ${EARLY}`,
  });

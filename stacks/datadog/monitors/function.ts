import { ROUTES } from '../../../handlers/contract/routes';
import type { FunctionPart, Part } from '../../parts';
import { above, count, level, minus, orZero, rounded, share } from '../query';
import { type MonitorContext, type MonitorSpec, monitor } from './spec';

/** Share of a limit at which there is still time to act before it is hit. */
const NEAR = 0.8;
/** Memory is steadier than time: what is above this is one release from being killed. */
const MEMORY_NEAR = 0.9;

/** Parts without which a function runs, but its telemetry does not arrive. */
const carriesTelemetry = (part: Part): boolean =>
  part.kind === 'secret' || part.kind === 'nat' || (part.kind === 'endpoint' && part.carries === 'telemetry');

/** Whether strangers may call it: its small limit is then meant to hold, and no reason to wake anybody. */
const isOpen = ({ handler }: FunctionPart): boolean =>
  ROUTES.some((route) => route.handler === handler && route.auth === 'none');

export function functionMonitors(part: FunctionPart, { parts }: MonitorContext): MonitorSpec[] {
  const scope = { functionname: part.name };
  const invocations = count('aws.lambda.enhanced.invocations', scope);
  const polledInvocations = count('aws.lambda.invocations', scope);
  const timeoutMs = part.timeoutSeconds * 1_000;
  const watched = { parts: [part.id] };
  return [
    monitor(part, 'function-errors', {
      ...watched,
      title: `${part.name} fails`,
      severity: 'page',
      watch: share({
        bad: count('aws.lambda.enhanced.errors', scope),
        all: invocations,
        window: 'last_10m',
        critical: 0.05,
        minimumBad: 5,
      }),
      unit: 'of invocations',
      derivation: 'handlers answer every failure they know; one in twenty that they do not know is a defect',
    }),
    monitor(part, 'function-timeouts', {
      ...watched,
      title: `${part.name} runs into its timeout of ${part.timeoutSeconds} s`,
      severity: 'page',
      watch: share({
        bad: count('aws.lambda.enhanced.timeouts', scope),
        all: invocations,
        window: 'last_10m',
        critical: 0.01,
        minimumBad: 3,
      }),
      unit: 'of invocations',
      derivation: 'handlers give up before the timeout, so it is never the ordinary way to be slow',
    }),
    monitor(part, 'function-duration', {
      ...watched,
      title: `${part.name} comes near its timeout of ${part.timeoutSeconds} s`,
      severity: 'notify',
      watch: above('last_15m', 'avg', level('avg', 'aws.lambda.duration.p95', scope), rounded(NEAR * timeoutMs)),
      unit: 'ms at the 95th percentile',
      derivation: `${NEAR} of its timeout`,
    }),
    monitor(part, 'function-throttles', {
      ...watched,
      title: `${part.name} is throttled at ${part.reservedConcurrency} concurrent executions`,
      severity: isOpen(part) ? 'notify' : 'page',
      watch: share({
        bad: count('aws.lambda.throttles', scope),
        all: polledInvocations,
        window: 'last_10m',
        critical: 0.01,
        minimumBad: 5,
      }),
      unit: 'of invocations',
      derivation: 'a throttled invocation is a request refused; one in a hundred is more than a burst',
    }),
    monitor(part, 'function-memory', {
      ...watched,
      title: `${part.name} comes near its memory of ${part.memoryMb} MB`,
      severity: 'notify',
      watch: above(
        'last_30m',
        'max',
        level('max', 'aws.lambda.enhanced.max_memory_used', scope),
        rounded(MEMORY_NEAR * part.memoryMb),
      ),
      unit: 'MB',
      derivation: `${MEMORY_NEAR} of its memory`,
    }),
    monitor(part, 'function-out-of-memory', {
      ...watched,
      title: `${part.name} was killed for want of memory`,
      severity: 'notify',
      watch: above('last_30m', 'sum', count('aws.lambda.enhanced.out_of_memory', scope), 0),
      unit: 'kills',
      derivation: 'each is a request lost; function-errors pages when they are many',
    }),
    monitor(part, 'function-concurrency', {
      ...watched,
      title: `${part.name} comes near its ${part.reservedConcurrency} concurrent executions`,
      severity: 'notify',
      watch: above(
        'last_15m',
        'max',
        level('max', 'aws.lambda.concurrent_executions.maximum', scope),
        rounded(NEAR * part.reservedConcurrency),
      ),
      unit: 'concurrent executions',
      derivation: `${NEAR} of its reserved concurrency`,
    }),
    monitor(part, 'telemetry-lost', {
      title: `${part.name} runs, but its telemetry does not arrive`,
      parts: [part.id, ...parts.filter(carriesTelemetry).map(({ id }) => id)],
      severity: 'notify',
      watch: share({
        bad: minus(polledInvocations, orZero(invocations)),
        all: polledInvocations,
        window: 'last_1h',
        critical: 0.5,
        minimumBad: 10,
      }),
      unit: 'of invocations',
      derivation:
        'half the invocations that CloudWatch counts are unknown to the Extension; an hour evens out that CloudWatch comes late',
    }),
  ];
}

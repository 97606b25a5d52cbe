import type { FunctionPart, Part } from '../../parts';
import { count, plain } from '../query';
import { compositeMonitor, type MonitorContext, type MonitorSpec, metricMonitor } from './spec';

/** Calls in an hour on one road that cannot all be missing on the other by chance. */
export const HEARD_OF = 20;

/** Kinds that carry what a function reports. */
const carries = (part: Part): boolean =>
  part.kind === 'secret' || part.kind === 'nat' || (part.kind === 'endpoint' && part.carries === 'telemetry');

/** Parts without which a function runs, but nothing of it arrives. */
export const carriersOf = (part: FunctionPart, { parts }: Pick<MonitorContext, 'parts'>): Part[] =>
  parts.filter((other) => carries(other) && other.scope.some((tag) => part.scope.includes(tag)));

/**
 * Two roads lead from a function to Datadog: the Extension pushes, and Datadog polls CloudWatch. When only the second has
 * heard of calls, the first is cut: the API key, its secret, an endpoint or NAT, or the Extension itself.
 *
 * Three monitors, because a ratio has no value when one side has no data at all, which is just what happens here. The
 * second component is in alert all day: that is how it says that telemetry arrives.
 */
export function telemetryLost(part: FunctionPart, context: MonitorContext): MonitorSpec[] {
  const id = `${part.id}-telemetry-lost`;
  const scope = { functionname: part.name };
  const common = {
    kind: 'telemetry-lost',
    parts: [part.id, ...carriersOf(part, context).map((carrier) => carrier.id)],
    severity: 'component',
    window: '1h',
  } as const;
  const called = metricMonitor({
    ...common,
    id: `${id}-called`,
    title: `CloudWatch knows of calls to ${part.name} (component)`,
    shows: 'invocations in an hour, as CloudWatch counts them',
    measure: plain(count('aws.lambda.invocations', scope)),
    thresholds: { critical: HEARD_OF },
    derivation: `${HEARD_OF} calls in an hour cannot all be missed by chance`,
    noData: { policy: 'ok', because: 'without calls nothing can be lost' },
  });
  const heard = metricMonitor({
    ...common,
    id: `${id}-heard`,
    title: `${part.name} reports to Datadog (component, always in alert)`,
    shows: 'invocations in an hour, as the Extension reports them',
    measure: plain(count('aws.lambda.enhanced.invocations', scope)),
    thresholds: { critical: 0 },
    derivation: 'one report is enough to know that the road is open',
    noData: { policy: 'ok', because: 'silence is what the composite looks for: OK here means that nothing was heard' },
  });
  const lost = compositeMonitor({
    id,
    kind: 'telemetry-lost',
    title: `Nothing of what ${part.name} reports arrives in Datadog`,
    // what pages on the gateway's own numbers still does, so nobody has to be woken for this
    severity: 'notify',
    query: `<${called.id}> && !<${heard.id}>`,
    of: [called, heard],
    derivation: `CloudWatch counts more than ${HEARD_OF} invocations in an hour, the Extension none`,
  });
  return [called, heard, lost];
}

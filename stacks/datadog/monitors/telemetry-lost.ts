import type { FunctionPart, Part } from '../../parts';
import { count, plain } from '../query';
import { HEARD_OF, oneRoadSilent } from './one-road-silent';
import type { MonitorContext, MonitorSpec } from './spec';

/** Kinds that carry what a function reports. */
const carries = (part: Part): boolean =>
  part.kind === 'secret' || part.kind === 'nat' || (part.kind === 'endpoint' && part.carries === 'telemetry');

/** Parts without which a function runs, but nothing of it arrives. */
export const carriersOf = (part: FunctionPart, { parts }: Pick<MonitorContext, 'parts'>): Part[] =>
  parts.filter((other) => carries(other) && other.scope.some((tag) => part.scope.includes(tag)));

/**
 * Two roads lead from a function to Datadog: the Extension pushes, and Datadog polls CloudWatch. When only the second has
 * heard of calls, the first is cut: the API key, its secret, an endpoint or NAT, or the Extension itself.
 */
export function telemetryLost(part: FunctionPart, context: MonitorContext): MonitorSpec[] {
  const scope = { functionname: part.name };
  return oneRoadSilent({
    id: `${part.id}-telemetry-lost`,
    kind: 'telemetry-lost',
    parts: [part.id, ...carriersOf(part, context).map((carrier) => carrier.id)],
    title: `Nothing of what ${part.name} reports arrives in Datadog`,
    derivation: `CloudWatch counts more than ${HEARD_OF} invocations in an hour, the Extension none`,
    called: {
      title: `CloudWatch knows of calls to ${part.name} (component)`,
      shows: 'invocations in an hour, as CloudWatch counts them',
      measure: plain(count('aws.lambda.invocations', scope)),
    },
    heard: {
      title: `${part.name} reports to Datadog (component, always in alert)`,
      shows: 'invocations in an hour, as the Extension reports them',
      measure: plain(count('aws.lambda.enhanced.invocations', scope)),
      derivation: 'one report is enough to know that the road is open',
      silence: 'silence is what the composite looks for: OK here means that nothing was heard',
    },
  });
}

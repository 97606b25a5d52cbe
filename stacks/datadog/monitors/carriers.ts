import type { EndpointPart, FunctionPart, NatPart, Part, PartKind, SecretPart } from '../../parts';
import type { MonitorContext, MonitorSpec } from './spec';
import { carriersOf } from './telemetry-lost';

/** Kinds whose monitors name the endpoint that leads to them. */
const NEEDED_BY: Readonly<Partial<Record<EndpointPart['carries'], PartKind>>> = {
  model: 'model',
  tables: 'table',
  mode: 'mode',
};

/** Endpoints without which a function fails at its work: to buckets, queues. Its errors and timeouts watch them. */
export const waysOf = (part: FunctionPart, { parts }: Pick<MonitorContext, 'parts'>): Part[] =>
  parts.filter(
    (other) =>
      other.kind === 'endpoint' && other.carries === 'work' && other.scope.some((tag) => part.scope.includes(tag)),
  );

/**
 * What carries others' traffic has no metric that says whether it works. It is watched by those who fall silent, or cannot
 * reach a model, without it: their monitors name it.
 *
 * @throws Error when nobody needs it, since then nobody would notice.
 */
export function carrierMonitors(carrier: SecretPart | EndpointPart | NatPart, context: MonitorContext): MonitorSpec[] {
  const needed = context.parts.some((part) =>
    carrier.kind === 'endpoint' && NEEDED_BY[carrier.carries] !== undefined
      ? part.kind === NEEDED_BY[carrier.carries] && part.scope.some((tag) => carrier.scope.includes(tag))
      : part.kind === 'function' && [...carriersOf(part, context), ...waysOf(part, context)].includes(carrier),
  );
  if (!needed) {
    throw new Error(
      `nobody needs the ${carrier.kind} ${carrier.name}: none of its scope (${carrier.scope.join(', ')}) is a function, model or table of this stack, so nothing could watch it`,
    );
  }
  return [];
}

import type { EndpointPart, NatPart, PartKind, SecretPart } from '../../parts';
import type { MonitorContext, MonitorSpec } from './spec';
import { carriersOf } from './telemetry-lost';

/** Kinds whose monitors name the endpoint that leads to them. */
const NEEDED_BY = { model: 'model', tables: 'table' } as const satisfies Partial<
  Record<EndpointPart['carries'], PartKind>
>;

/**
 * What carries others' traffic has no metric that says whether it works. It is watched by those who fall silent, or cannot
 * reach a model, without it: their monitors name it.
 *
 * @throws Error when nobody needs it, since then nobody would notice.
 */
export function carrierMonitors(carrier: SecretPart | EndpointPart | NatPart, context: MonitorContext): MonitorSpec[] {
  const needed = context.parts.some((part) =>
    carrier.kind === 'endpoint' && carrier.carries !== 'telemetry'
      ? part.kind === NEEDED_BY[carrier.carries] && part.scope.some((tag) => carrier.scope.includes(tag))
      : part.kind === 'function' && carriersOf(part, context).includes(carrier),
  );
  if (!needed) {
    throw new Error(
      `nobody needs the ${carrier.kind} ${carrier.name}: none of its scope (${carrier.scope.join(', ')}) is a function, model or table of this stack, so nothing could watch it`,
    );
  }
  return [];
}

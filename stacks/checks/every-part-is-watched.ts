import type { Check, Facts } from './check';
import { isPartOfComposite, queriesBehind } from './datadog-objects';
import { hasTag, type Query } from './queries';

/** Each part is named by a monitor or an SLO whose query really looks at it. */
export const everyPartIsWatched: Check = (facts) =>
  facts.parts
    .filter((part) => !watchersOf(part, facts).some(({ looks }) => looks))
    .map((part) => {
      const blind = watchersOf(part, facts);
      return {
        resource: part.addresses[0] ?? `part ${part.id}`,
        problem:
          blind.length === 0
            ? `nothing watches the ${part.kind} ${part.name}: no monitor or SLO is tagged part:${part.id}`
            : `nothing watches the ${part.kind} ${part.name}: ${blind.map(({ name }) => `"${name}"`).join(', ')} say so, but their queries hold none of ${part.scope.join(', ')}`,
        fix: `give stacks/datadog a monitor for it, tagged part:${part.id}, whose query holds one of: ${part.scope.join(', ') || '(the part has no scope)'}`,
      };
    });

interface Watcher {
  readonly address: string;
  readonly name: string;
  /** Whether its query holds a tag by which Datadog tells the part apart. */
  readonly looks: boolean;
}

/** Monitors and SLOs that say they watch a part. A component counts only where a composite tells of it. */
export function watchersOf(part: Facts['parts'][number], { datadog }: Pick<Facts, 'datadog'>): Watcher[] {
  const looks = (queries: readonly Query[]) => queries.some((query) => part.scope.some((tag) => hasTag(query, tag)));
  const monitors = datadog.monitors
    .filter((monitor) => monitor.parts.includes(part.id))
    .filter((monitor) => monitor.severity !== 'component' || isPartOfComposite(monitor, datadog))
    .map((monitor) => ({
      address: monitor.address,
      name: monitor.name,
      looks: looks(queriesBehind(monitor, datadog)),
    }));
  const slos = datadog.slos
    .filter(({ parts }) => parts.includes(part.id))
    .map(({ address, name, queries }) => ({ address, name, looks: looks(queries) }));
  return [...monitors, ...slos];
}

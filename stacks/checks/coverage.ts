import type { PartKind } from '../parts';
import type { Check, Facts } from './check';
import { isPartOfComposite, type Monitor, queriesBehind } from './datadog-objects';
import { type FailureMode, failureModesOf, failureModesOfService } from './failure-modes';
import { hasTag } from './queries';

/** What fails: a part, or the service as a whole. */
export interface Subject {
  readonly kind: PartKind | 'service';
  readonly name: string;
  /** Tags of which a query must hold one. */
  readonly scope: readonly string[];
  /** Terraform address, or what stands for it. */
  readonly place: string;
  /** Absent of the service, which monitors need not be tagged with. */
  readonly id?: string;
}

/** One way in which something fails, and what shows it. */
export interface Coverage extends FailureMode {
  readonly subject: Subject;
  /** Those of `shownBy` that are there, and look at it. */
  readonly monitors: readonly Monitor[];
}

/** Every part, and the service, with every way in which it fails. */
export function coverageOf({ parts, tags, datadog }: Pick<Facts, 'parts' | 'tags' | 'datadog'>): Coverage[] {
  const service: Subject = {
    kind: 'service',
    name: `${tags['service']} in ${tags['env']}`,
    scope: [`service:${tags['service']}`],
    place: 'service',
  };
  const subjects = parts.map((part) => ({
    subject: { ...part, place: part.addresses[0] ?? `part ${part.id}` },
    modes: failureModesOf(part),
  }));
  return [{ subject: service, modes: failureModesOfService(parts) }, ...subjects].flatMap(({ subject, modes }) =>
    modes.map((mode) => ({
      ...mode,
      subject,
      monitors: datadog.monitors.filter(
        (monitor) => mode.shownBy.includes(monitor.kind ?? '') && looksAt(monitor, subject, datadog),
      ),
    })),
  );
}

/** Whether a monitor says that it watches it, its query names it, and somebody is told. */
const looksAt = (monitor: Monitor, { id, scope }: Subject, datadog: Facts['datadog']): boolean =>
  (id === undefined || monitor.parts.includes(id)) &&
  (monitor.severity !== 'component' || isPartOfComposite(monitor, datadog)) &&
  queriesBehind(monitor, datadog).some((query) => scope.some((tag) => hasTag(query, tag)));

/** Whatever way something fails, a monitor that looks at it shows it. */
export const everyFailureIsShown: Check = (facts) =>
  coverageOf(facts)
    .filter(({ monitors }) => monitors.length === 0)
    .map(({ subject, mode, shownBy }) => ({
      // what a waiver calls it
      resource: `${subject.place}: ${mode}`,
      problem: `no monitor shows that ${subject.name} ${mode}`,
      fix: `give it a monitor of kind ${shownBy.join(' or ')} in stacks/datadog/monitors${subject.id === undefined ? '' : `, tagged part:${subject.id}`}, whose query holds ${subject.scope.join(' or ')}`,
    }));

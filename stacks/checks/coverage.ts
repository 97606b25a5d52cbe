import type { Part } from '../parts';
import type { Check, Facts } from './check';
import { isPartOfComposite, type Monitor, queriesBehind } from './datadog-objects';
import { failureModesOf } from './failure-modes';
import { hasTag } from './queries';

/** One way in which one part fails, and what shows it. */
export interface Coverage {
  readonly part: Part;
  readonly mode: string;
  /** Kinds of monitors that would show it. */
  readonly shownBy: readonly string[];
  /** Those that are there, and look at this part. */
  readonly monitors: readonly Monitor[];
}

/** Every part with every way in which it fails. */
export const coverageOf = ({ parts, datadog }: Pick<Facts, 'parts' | 'datadog'>): Coverage[] =>
  parts.flatMap((part) =>
    failureModesOf(part).map(({ mode, shownBy }) => ({
      part,
      mode,
      shownBy,
      monitors: datadog.monitors.filter(
        (monitor) => shownBy.includes(monitor.kind ?? '') && showsIn(monitor, part, datadog),
      ),
    })),
  );

/** Whether a monitor says that it watches a part, its query names the part, and somebody is told. */
const showsIn = (monitor: Monitor, part: Part, datadog: Facts['datadog']): boolean =>
  monitor.parts.includes(part.id) &&
  (monitor.severity !== 'component' || isPartOfComposite(monitor, datadog)) &&
  queriesBehind(monitor, datadog).some((query) => part.scope.some((tag) => hasTag(query, tag)));

/** What a waiver calls it: `aws_lambda_function.chat: runs out of memory`. */
export const placeOf = ({ part, mode }: Pick<Coverage, 'part' | 'mode'>): string =>
  `${part.addresses[0] ?? `part ${part.id}`}: ${mode}`;

/** Whatever way a part fails, a monitor that looks at it shows it. */
export const everyFailureIsShown: Check = (facts) =>
  coverageOf(facts)
    .filter(({ monitors }) => monitors.length === 0)
    .map((coverage) => ({
      resource: placeOf(coverage),
      problem: `no monitor shows that ${coverage.part.name} ${coverage.mode}`,
      fix: `give it a monitor of kind ${coverage.shownBy.join(' or ')} in stacks/datadog/monitors, tagged part:${coverage.part.id}, whose query holds ${coverage.part.scope.join(' or ')}`,
    }));

import type { Finding } from '../checks/check';
import type { StackOverview } from './overview';
import { hanging, longest, plural, type RenderOptions } from './text';

/** So many different findings fill a screen, and so many places of one; the rest waits for `--all`. */
const SHOWN = { findings: 6, places: 6 };

type Judged = Pick<StackOverview, 'name' | 'findings' | 'waived'>;

/** What stands against the plans, first of all; and who accepted what, and until when. */
export function renderFindings(
  stacks: readonly Judged[],
  options: RenderOptions & { readonly all: boolean },
): string[] {
  const { colors, all } = options;
  const total = stacks.reduce((sum, { findings }) => sum + findings.length, 0);
  const groups = groupsOf(stacks);
  const shown = groups.slice(0, all ? groups.length : SHOWN.findings);
  const hidden = total - shown.reduce((sum, { places }) => sum + places.length, 0);
  return [
    ...(total === 0
      ? []
      : [colors.bold(colors.red(`✗ ${plural(total, 'finding')}: these plans must not be applied`)), '']),
    ...shown.flatMap((group) => [...renderGroup(group, options), '']),
    ...(hidden === 0 ? [] : [colors.dim(`  and ${plural(hidden, 'other')}: npm start -- --all`), '']),
    ...renderWaivers(stacks, options),
  ];
}

/** Findings that say the same of several places. */
interface Group extends Omit<Finding, 'resource'> {
  readonly places: readonly { readonly stack: string; readonly resource: string }[];
}

function groupsOf(stacks: readonly Judged[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { name, findings } of stacks) {
    for (const { resource, ...said } of findings) {
      const key = JSON.stringify(said);
      const places = groups.get(key)?.places ?? [];
      groups.set(key, { ...said, places: [...places, { stack: name, resource }] });
    }
  }
  return [...groups.values()];
}

function renderGroup(
  { check, problem, fix, places }: Group,
  { colors, width, all }: RenderOptions & { readonly all: boolean },
): string[] {
  const shown = places.slice(0, all ? places.length : SHOWN.places);
  const stackWidth = longest(shown.map(({ stack }) => stack));
  return [
    ...hanging(`  ${check}  `, problem, width).map((line, index) =>
      index === 0 ? line.replace(check, colors.red(check)) : line,
    ),
    ...shown.map(({ stack, resource }, index) => {
      const again = shown[index - 1]?.stack === stack;
      return `    ${(again ? '' : stack).padEnd(stackWidth)}  ${colors.bold(resource)}`;
    }),
    ...(shown.length < places.length
      ? [colors.dim(`    and ${plural(places.length - shown.length, 'other place')}`)]
      : []),
    ...hanging('    to mend: ', fix, width).map(colors.dim),
  ];
}

function renderWaivers(stacks: readonly Judged[], { colors, width }: RenderOptions): string[] {
  const waived = stacks.flatMap(({ name, waived: some }) => some.map((one) => ({ name, ...one })));
  if (waived.length === 0) return [];
  return [
    colors.yellow(`! ${plural(waived.length, 'finding')} accepted for now`),
    '',
    ...waived.flatMap(({ name, finding, waiver }) => [
      `  ${colors.bold(name)}  ${finding.check}  ${finding.resource}`,
      ...hanging('    ', `until ${waiver.expires}, ${waiver.owner}: ${waiver.reason}`, width).map(colors.dim),
    ]),
    '',
  ];
}

import type { StackOverview } from './overview';
import { hanging, plural, type RenderOptions } from './text';

/** So many findings fill a screen; the rest waits for `--all`. */
const SHOWN = 8;

type Judged = Pick<StackOverview, 'name' | 'findings' | 'waived'>;

/** What stands against the plans, first of all; and who accepted what, and until when. */
export function renderFindings(
  stacks: readonly Judged[],
  options: RenderOptions & { readonly all: boolean },
): string[] {
  const { colors, all } = options;
  const total = stacks.reduce((sum, { findings }) => sum + findings.length, 0);
  const lines: string[] = [];
  if (total > 0) {
    let left = all ? total : SHOWN;
    lines.push(colors.bold(colors.red(`✗ ${plural(total, 'finding')}: these plans must not be applied`)), '');
    for (const stack of stacks.filter(({ findings }) => findings.length > 0)) {
      const shown = stack.findings.slice(0, Math.max(0, left));
      left -= shown.length;
      if (shown.length > 0) lines.push(...findingsOf({ ...stack, findings: shown }, options), '');
    }
    if (left < 0 || (!all && total > SHOWN))
      lines.push(colors.dim(`  and ${total - SHOWN} more: npm start -- --all`), '');
  }
  return [...lines, ...renderWaivers(stacks, options)];
}

function findingsOf({ name, findings }: Judged, { colors, width }: RenderOptions): string[] {
  return [
    `  ${colors.bold(name)}`,
    ...findings.flatMap(({ check, resource, problem, fix }) => [
      `    ${colors.red(check)}  ${resource}`,
      ...hanging('      ', problem, width),
      ...hanging('      to mend: ', fix, width).map(colors.dim),
    ]),
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

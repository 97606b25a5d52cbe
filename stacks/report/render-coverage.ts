import type { Coverage } from '../checks/coverage';
import { type CoverageRow, type CoverageTotals, coverageMatrix, totalsOf } from './coverage-matrix';
import { longest, plural, type RenderOptions } from './text';

/** The ways in which a stack's parts fail, and what shows each, for a terminal. */
export function renderCoverage(stack: string, coverage: readonly Coverage[], { colors }: RenderOptions): string[] {
  const rows = coverageMatrix(coverage);
  const totals = totalsOf(coverage);
  const kinds = longest(rows.map(({ kind }) => kind));
  const modes = longest(rows.map(({ mode }) => mode));
  const paint = { page: colors.red, notify: colors.yellow, nobody: colors.dim };
  return [
    `${colors.bold(stack)}  ${inWords(totals)}`,
    '',
    ...rows.map(({ kind, mode, parts, unseen, monitors, told }, index) => {
      const label = rows[index - 1]?.kind === kind ? '' : kind;
      const count = `${parts.length - unseen.length}/${parts.length}`;
      return [
        `  ${label.padEnd(kinds)}  ${mode.padEnd(modes)}`,
        unseen.length > 0 ? colors.red(count.padStart(5)) : count.padStart(5),
        paint[told](told.padEnd(6)),
        unseen.length > 0 ? colors.red(`not seen of ${unseen.join(', ')}`) : colors.dim(monitors.join(' ')),
      ].join('  ');
    }),
    '',
  ];
}

/** The same for docs/, with links to the runbook. */
export const coverageMarkdown = (stack: string, coverage: readonly Coverage[]): string =>
  [
    `## ${stack}`,
    '',
    `${inWords(totalsOf(coverage))}.`,
    '',
    '| part | fails so | parts | told | shown by |',
    '| --- | --- | --- | --- | --- |',
    ...coverageMatrix(coverage).map(markdownRow),
  ].join('\n');

const markdownRow = ({ kind, mode, parts, unseen, monitors, told }: CoverageRow): string =>
  `| ${kind} | ${mode} | ${unseen.length === 0 ? parts.length : `${parts.length}, not seen of ${unseen.join(', ')}`} | ${told} | ${monitors.map((monitor) => `[${monitor}](runbook/${monitor}.md)`).join(' ')} |`;

const inWords = ({ ways, seen }: CoverageTotals): string => `${plural(ways, 'way')} to fail, ${seen} of them seen`;

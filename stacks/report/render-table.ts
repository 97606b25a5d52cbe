import { byReadingOrder, type Side } from './kinds';
import type { StackOverview, WatchedPart } from './overview';
import { longest, plural, type RenderOptions, size } from './text';

interface Row {
  readonly label: string;
  readonly cells: readonly string[];
  readonly style: 'title' | 'head' | 'count' | 'fact';
}

/** Kinds of which there are many alike: one line stands for all of them. */
const TOGETHER: Readonly<Record<string, string>> = { endpoint: 'each endpoint', nat: 'each NAT gateway' };

const NOTHING = '·';
const UNWATCHED = 'nothing';

/** All stacks side by side, so that what differs between environments catches the eye. */
export function renderTable(stacks: readonly StackOverview[], { colors, width }: RenderOptions): string[] {
  const rows = rowsOf(stacks);
  // the label of an empty row may run on over its cells
  const labelWidth = longest(rows.filter(({ cells }) => cells.some((cell) => cell !== '')).map(({ label }) => label));
  const widths = stacks.map((_, column) => longest(rows.map(({ cells }) => cells[column] ?? '')) + 2);
  const paint = (text: string, cell: string, style: Row['style']) => {
    if (style === 'title' || style === 'head') return colors.bold(text);
    if (style === 'fact' || cell === NOTHING) return colors.dim(text);
    return cell === UNWATCHED ? colors.red(text) : text;
  };
  return blocksOf(widths, width - labelWidth).flatMap((columns) => [
    ...rows.flatMap(({ label, cells, style }) => {
      const painted = columns.map((column) =>
        paint((cells[column] ?? '').padStart(widths[column] ?? 0), cells[column] ?? '', style),
      );
      const line = (paint(label.padEnd(labelWidth), label, style) + painted.join('')).trimEnd();
      return style === 'head' ? ['', line] : [line];
    }),
    '',
  ]);
}

/** Columns that fit side by side; those that do not go below. */
function blocksOf(widths: readonly number[], room: number): number[][] {
  const blocks: number[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const [column, width] of widths.entries()) {
    if (used + width > room) {
      blocks.push([]);
      used = 0;
    }
    blocks.at(-1)?.push(column);
    used += width;
  }
  return blocks;
}

type MakeRow = (label: string, cell: (stack: StackOverview) => string | number, style?: Row['style']) => Row;

function rowsOf(stacks: readonly StackOverview[]): Row[] {
  const row: MakeRow = (label, cell, style = 'count') => ({
    label,
    cells: stacks.map(cell).map((value) => (value === 0 ? NOTHING : String(value))),
    style,
  });
  return [
    row('', ({ family }) => family, 'title'),
    row('', ({ member }) => member, 'title'),
    row('AWS account', ({ accountId }) => accountId, 'fact'),
    row('region', ({ region }) => region, 'fact'),
    row('state', ({ state }) => STATES[state] ?? state, 'fact'),
    row('JSON', ({ jsonBytes }) => size(jsonBytes), 'fact'),
    ...sideRows('AWS', stacks, row),
    row('  wildcards explained', ({ wildcards }) => wildcards.length),
    ...sideRows('Datadog', stacks, row),
    row('Watched by monitors + SLOs', () => '', 'head'),
    ...watchedRows(stacks, row),
  ];
}

const STATES: Readonly<Record<string, string>> = { cloud: 'HCP Terraform', s3: 'S3 bucket', local: 'local file' };

function sideRows(name: Side, stacks: readonly StackOverview[], row: MakeRow): Row[] {
  const all = stacks.flatMap(({ kinds }) => kinds).filter(({ side }) => side === name);
  const kinds = new Set([...all].sort(byReadingOrder).map(({ kind }) => kind));
  const count = (stack: StackOverview, kind: string) =>
    stack.kinds.find((one) => one.side === name && one.kind === kind)?.count ?? 0;
  return [
    row(name, ({ resources }) => (name === 'AWS' ? resources.aws : resources.datadog), 'head'),
    ...[...kinds].map((kind) => row(`  ${kind}`, (stack) => count(stack, kind))),
  ];
}

function watchedRows(stacks: readonly StackOverview[], row: MakeRow): Row[] {
  const keyOf = ({ kind, id }: WatchedPart) => TOGETHER[kind] ?? id;
  // the fullest stack has them all in reading order
  const fullestFirst = [...stacks].sort((a, b) => b.watched.length - a.watched.length);
  const keys = new Set(fullestFirst.flatMap(({ watched }) => watched.map(keyOf)));
  return [...keys].map((key) =>
    row(`  ${key}`, ({ watched }) => {
      // of those that share a line, the one that is watched least
      const [least] = watched.filter((part) => keyOf(part) === key).sort((a, b) => a.by.length - b.by.length);
      if (least === undefined) return 0;
      const slos = least.by.filter(({ severity }) => severity === 'slo').length;
      if (least.by.length === 0) return UNWATCHED;
      return slos === 0 ? least.by.length : `${least.by.length - slos} + ${slos}`;
    }),
  );
}

/** One line a stack, for when there are too many to put side by side. */
export function renderList(stacks: readonly StackOverview[], { colors }: RenderOptions): string[] {
  const nameWidth = longest(stacks.map(({ name }) => name));
  return [
    ...stacks.map(({ name, resources, watched, findings }) => {
      const unwatched = watched.filter(({ by }) => by.length === 0).length;
      const mark = findings.length > 0 ? colors.red('✗') : colors.green('✓');
      const counts = `${String(resources.aws).padStart(4)} AWS  ${String(resources.datadog).padStart(4)} Datadog`;
      const parts =
        unwatched > 0
          ? colors.red(`${unwatched} of ${plural(watched.length, 'part')} unwatched`)
          : `${plural(watched.length, 'part')} watched`;
      return `${mark} ${name.padEnd(nameWidth)}  ${counts}  ${parts}`;
    }),
    '',
  ];
}

import type { BundleOverview, Overview, StackOverview } from './overview';
import { renderFindings } from './render-findings';
import { renderStack } from './render-stack';
import { renderList, renderTable } from './render-table';
import { longest, plural, type RenderOptions, size } from './text';

export interface View extends RenderOptions {
  /** Every stack in full. */
  readonly all: boolean;
  /** One stack in full. */
  readonly stack?: string;
}

/** Side by side up to here; more stacks are listed, one a line. */
const SIDE_BY_SIDE = 8;

/** The overview as text for people: what to act on first, then what there is, then what to do next. */
export function render(overview: Overview, view: View): string {
  const { stacks, bundles } = overview;
  const shown = stacks.filter(({ name }) => view.all || name === view.stack);
  const lines = [
    headline(stacks, view),
    '',
    ...renderFindings(view.stack === undefined ? stacks : shown, view),
    ...(shown.length > 0
      ? shown.flatMap((stack) => renderStack(stack, view))
      : stacks.length > SIDE_BY_SIDE
        ? renderList(stacks, view)
        : renderTable(stacks, view)),
    ...renderBundles(bundles, view),
    ...renderNext(shown[0] ?? stacks.find(({ family }) => family !== 'account') ?? stacks[0], view),
  ];
  return `${lines
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd()}\n`;
}

function headline(stacks: readonly StackOverview[], { colors }: View): string {
  const sum = (of: (stack: StackOverview) => number) => stacks.reduce((total, stack) => total + of(stack), 0);
  const findings = sum((stack) => stack.findings.length);
  const parts = stacks.flatMap(({ watched }) => watched);
  const unwatched = parts.filter(({ by }) => by.length === 0).length;
  const what = [
    plural(stacks.length, 'plan'),
    `${sum(({ resources }) => resources.aws)} AWS and ${sum(({ resources }) => resources.datadog)} Datadog resources`,
    unwatched === 0 ? `all ${parts.length} parts watched` : `${unwatched} of ${parts.length} parts unwatched`,
  ].join(', ');
  const verdict = findings === 0 ? colors.green('✓ no findings') : colors.red(`✗ ${plural(findings, 'finding')}`);
  return `${colors.bold('oneplan')}  ${what}  ${verdict}`;
}

function renderBundles(bundles: readonly BundleOverview[], { colors }: View): string[] {
  const width = longest(bundles.map(({ handler }) => handler));
  return bundles.map(({ handler, bytes, zipBytes, sha256 }, index) => {
    const label = (index === 0 ? 'bundles' : '').padEnd(9);
    return `${colors.bold(label)}${handler.padEnd(width)}  ${size(bytes).padStart(6)}, zipped ${size(zipBytes).padStart(6)}  ${colors.dim(`sha256 ${sha256.slice(0, 16)}`)}`;
  });
}

function renderNext(stack: StackOverview | undefined, { colors }: View): string[] {
  if (stack === undefined) return [];
  const next = [
    [`npx cdktf diff ${stack.name}`, 'what an apply would change (needs credentials)'],
    [`npm start -- --stack ${stack.name}`, 'all about one stack; see also --all, --json, --help'],
    ['npm test', 'every test'],
  ] as const;
  const width = longest(next.map(([command]) => command));
  return [
    `${colors.bold('JSON'.padEnd(9))}${stack.jsonPath.replace(stack.name, '<stack>')}`,
    ...next.map(
      ([command, why], index) =>
        `${colors.bold((index === 0 ? 'next' : '').padEnd(9))}${colors.cyan(command.padEnd(width))}  ${colors.dim(why)}`,
    ),
  ];
}

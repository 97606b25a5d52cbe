import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { stacks } from '../main';
import { MONITOR_KINDS } from '../stacks/datadog/monitors/spec';
import { picture } from '../stacks/report/picture';
import { pictureModel } from '../stacks/report/picture-model';
import { coverageMarkdown } from '../stacks/report/render-coverage';
import { indexTable, instancesTable, stale, withTable } from './docs/runbook-tables';
import { FAULTS } from './drill/faults';
import { drillMarkdown } from './drill/render';
import { runDrills } from './drill/run-drills';
import { productionOf, scenesFor } from './drill/scenes';
import { VOLUMES } from './drill/volumes';
import { killMutants } from './mutations/kill';
import { killsMarkdown } from './mutations/render-kills';
import { gather } from './overview/gather';

const HELP = `Writes what docs/ holds of the plan, the tables of the runbook and the picture: npm run docs -- [--check]

  --check   write nothing; exit 1 when something is not what the program says
`;

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(HELP);
  process.exit(0);
}

const monitors = stacks.flatMap((stack) =>
  stack.observability.monitors.map((spec) => ({
    stack: stack.node.id,
    receivers: stack.config.datadog.receivers,
    spec,
  })),
);
const pages = [
  ...MONITOR_KINDS.map((kind) => ({
    file: `docs/runbook/${kind}.md`,
    table: instancesTable(monitors.filter(({ spec }) => spec.kind === kind)),
  })),
  { file: 'docs/runbook/README.md', table: indexTable(monitors) },
];

const isProduction = (stack: (typeof stacks)[number]): boolean =>
  'category' in stack.config && stack.config.category === 'production';

const { stacks: overviews } = gather(stacks, process.env['CDKTF_OUTDIR'] ?? 'cdktf.out', 'dist/handlers');
const drawn = stacks.filter(isProduction).map((stack) => {
  const watched = overviews.find(({ name }) => name === stack.node.id)?.watched ?? [];
  return {
    file: `docs/plan-${stack.node.id}.svg`,
    after: picture(`The plan of ${stack.node.id}`, pictureModel(stack.toTerraform(), stack.parts, watched)),
  };
});

const COVERAGE = `# What fails, and who sees it

Written by \`npm run docs\` from the plans; \`npm run coverage\` shows it for every stack. How each kind of part fails stands in
\`stacks/checks/failure-modes.ts\`. A way to fail that no monitor shows is a finding, and the plan is refused. The last table spoils the
plan in every way that a slip would, one at a time, and counts what the checks refuse: \`npm run mutations\`.
`;
const covered = {
  file: 'docs/coverage.md',
  after: `${[
    COVERAGE,
    ...stacks
      .filter(isProduction)
      .flatMap((stack) => [
        coverageMarkdown(stack.node.id, stack.coverage()),
        '\n### What when somebody weakens it\n',
        killsMarkdown(killMutants(stack.context())),
      ]),
  ].join('\n')}\n`,
};

const { verdicts, totals, notEvaluated } = runDrills(scenesFor(productionOf(stacks), VOLUMES), FAULTS);
const drilled = {
  file: 'docs/drills.md',
  after: withTable(
    'docs/drills.md',
    readFileSync('docs/drills.md', 'utf8'),
    `${drillMarkdown(verdicts, totals)}\n\nNot evaluated, and never a page: ${notEvaluated.map(({ alarm }) => alarm).join(', ') || 'none'}.`,
  ),
};

const before = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
const changed = [
  ...pages.map(({ file, table }) => ({ file, after: withTable(file, before(file), table) })),
  ...drawn,
  covered,
  drilled,
].filter(({ file, after }) => before(file) !== after);

if (args.includes('--check') && changed.length > 0) {
  console.error(stale(changed.map(({ file }) => file)));
  process.exit(1);
}
for (const { file, after } of changed) writeFileSync(file, after);
console.log(
  changed.length === 0
    ? `${pages.length + drawn.length + 2} generated pages are fresh`
    : `written: ${changed.map(({ file }) => file).join(', ')}`,
);

import { readFileSync, writeFileSync } from 'node:fs';
import { stacks } from '../main';
import { indexTable, instancesTable, stale, withTable } from './docs/runbook-tables';

const HELP = `Writes the generated tables of docs/runbook: npm run docs -- [--check]

  --check   write nothing; exit 1 when a table is not what the program says
`;

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(HELP);
  process.exit(0);
}

const monitors = stacks.flatMap((stack) =>
  stack.observability.monitors.map((spec) => ({ stack: stack.node.id, spec })),
);
const kinds = [...new Set(monitors.map(({ spec }) => spec.kind))].sort();
const pages = [
  ...kinds.map((kind) => ({
    file: `docs/runbook/${kind}.md`,
    table: instancesTable(monitors.filter(({ spec }) => spec.kind === kind)),
  })),
  { file: 'docs/runbook/README.md', table: indexTable(monitors) },
];

const changed = pages
  .map(({ file, table }) => ({ file, before: readFileSync(file, 'utf8'), table }))
  .map(({ file, before, table }) => ({ file, before, after: withTable(file, before, table) }))
  .filter(({ before, after }) => before !== after);

if (args.includes('--check') && changed.length > 0) {
  console.error(stale(changed.map(({ file }) => file)));
  process.exit(1);
}
for (const { file, after } of changed) writeFileSync(file, after);
console.log(
  changed.length === 0 ? `${pages.length} pages are fresh` : `written: ${changed.map(({ file }) => file).join(', ')}`,
);

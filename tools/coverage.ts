import pc from 'picocolors';
import { stacks } from '../main';
import { coverageMatrix, totalsOf } from '../stacks/report/coverage-matrix';
import { renderCoverage } from '../stacks/report/render-coverage';

const HELP = `usage: npm run coverage -- [--stack NAME] [--json]

Every way in which the parts of a stack fail, how many parts fail so, who is told, and what shows it.
What is not seen stands first; a plan with such a row is refused, unless the config waives it.

  --stack NAME   one stack alone
  --json         the same as data, for programs
`;

const args = process.argv.slice(2);
const name = args.includes('--stack') ? args[args.indexOf('--stack') + 1] : undefined;
const strange = args.filter((arg, index) => !['--stack', '--json'].includes(arg) && args[index - 1] !== '--stack');
if (args.includes('--help')) {
  console.log(HELP);
  process.exit(0);
}
if (strange.length > 0 || (args.includes('--stack') && name === undefined)) {
  console.error(
    `${strange.length > 0 ? `there is no option "${strange[0]}"` : '--stack needs the name of a stack'}\n\n${HELP}`,
  );
  process.exit(2);
}
const shown = stacks.filter((stack) => name === undefined || stack.node.id === name);
if (shown.length === 0) {
  console.error(`there is no stack "${name}"; there are: ${stacks.map(({ node }) => node.id).join(', ')}`);
  process.exit(2);
}
const covered = shown.map((stack) => ({ stack: stack.node.id, coverage: stack.coverage() }));
if (args.includes('--json')) {
  const data = covered.map(({ stack, coverage }) => ({ stack, ...totalsOf(coverage), rows: coverageMatrix(coverage) }));
  console.log(JSON.stringify(data, null, 2));
} else {
  const options = { colors: pc, width: process.stdout.columns ?? 100 };
  console.log(covered.flatMap(({ stack, coverage }) => renderCoverage(stack, coverage, options)).join('\n'));
}

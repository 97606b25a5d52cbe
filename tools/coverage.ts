import pc from 'picocolors';
import { stacks } from '../main';
import { coverageMatrix, totalsOf } from '../stacks/report/coverage-matrix';
import { renderCoverage } from '../stacks/report/render-coverage';
import { chooseStacks } from './choose-stacks';

const HELP = `usage: npm run coverage -- [--stack NAME] [--json]

Every way in which the parts of a stack fail, how many parts fail so, who is told, and what shows it.
What is not seen stands first; a plan with such a row is refused, unless the config waives it.

  --stack NAME   one stack alone
  --json         the same as data, for programs
`;

const { shown, json } = chooseStacks(stacks, HELP);
const covered = shown.map((stack) => ({ stack: stack.node.id, coverage: stack.coverage() }));
if (json) {
  const data = covered.map(({ stack, coverage }) => ({ stack, ...totalsOf(coverage), rows: coverageMatrix(coverage) }));
  console.log(JSON.stringify(data, null, 2));
} else {
  const options = { colors: pc, width: process.stdout.columns ?? 100 };
  console.log(covered.flatMap(({ stack, coverage }) => renderCoverage(stack, coverage, options)).join('\n'));
}

import { stacks } from '../main';
import { killMutants } from './mutations/kill';
import { renderKills } from './mutations/render-kills';

const HELP = `usage: npm run mutations -- [--stack NAME]

Spoils the plan in every way that a slip would, one at a time: a monitor deleted, a function renamed, receivers emptied, a tag
or a scope broken, a threshold loosened. Some check must find each. Exits with 1 when one is not found.
`;

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(HELP);
  process.exit(0);
}
const name = args.includes('--stack') ? args[args.indexOf('--stack') + 1] : undefined;
const shown = stacks.filter((stack) => name === undefined || stack.node.id === name);
if (shown.length === 0 || (args.length > 0 && args[0] !== '--stack')) {
  console.error(
    `${args[0] === '--stack' ? `there is no stack "${name ?? ''}"` : `there is no option "${args[0]}"`}\n\n${HELP}`,
  );
  process.exit(2);
}
for (const stack of shown) {
  const kills = killMutants(stack.context());
  console.log(`${renderKills(stack.node.id, kills).join('\n')}\n`);
  if (kills.some(({ survivors }) => survivors.length > 0)) process.exitCode = 1;
}

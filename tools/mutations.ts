import { stacks } from '../main';
import { chooseStacks } from './choose-stacks';
import { killMutants } from './mutations/kill';
import { renderKills } from './mutations/render-kills';

const HELP = `usage: npm run mutations -- [--stack NAME] [--json]

Spoils the plan in every way that a slip would, one at a time: a monitor deleted, a function renamed, receivers emptied, a tag
or a scope broken, a threshold loosened. Some check must find each. Exits with 1 when one is not found.
`;

const { shown, json } = chooseStacks(stacks, HELP);
const all = shown.map((stack) => ({ stack: stack.node.id, kills: killMutants(stack.context()) }));
console.log(
  json
    ? JSON.stringify(
        all.map(({ stack, kills }) => ({
          stack,
          kills: kills.map(({ by, ...rest }) => ({ ...rest, by: [...by.keys()] })),
        })),
        null,
        2,
      )
    : `${all.flatMap(({ stack, kills }) => [...renderKills(stack, kills), '']).join('\n')}`,
);
if (all.some(({ kills }) => kills.some(({ survivors }) => survivors.length > 0))) process.exitCode = 1;

import { parseArgs } from 'node:util';

/** What a command that shows one stack or all of them was asked. */
export interface Chosen<S> {
  readonly shown: readonly S[];
  readonly json: boolean;
}

/**
 * The stacks that `--stack NAME` asks for, all without it. It ends the program where help is asked for, and with status 2 where
 * there is no such stack or option.
 */
export function chooseStacks<S extends { readonly node: { readonly id: string } }>(
  stacks: readonly S[],
  help: string,
): Chosen<S> {
  const refuse = (problem: string): never => {
    console.error(`${problem}\n\n${help}`);
    process.exit(2);
  };
  const { stack, json, help: asked } = read(refuse);
  if (asked) {
    console.log(help);
    process.exit(0);
  }
  const shown = stacks.filter(({ node }) => stack === undefined || node.id === stack);
  if (shown.length === 0)
    refuse(`there is no stack "${stack}"; there are: ${stacks.map(({ node }) => node.id).join(', ')}`);
  return { shown, json };
}

function read(refuse: (problem: string) => never) {
  try {
    const { values } = parseArgs({
      options: {
        stack: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

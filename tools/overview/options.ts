/** What `npm start --` takes. */
export interface Options {
  readonly json: boolean;
  readonly all: boolean;
  readonly stack?: string;
}

export const USAGE = `usage: npm start -- [options]

Makes the plan of every environment and account, checks each, and shows what they hold, what watches what,
and what stands against them. Needs no credentials and no network.

  --stack NAME   everything about one stack: each part, its monitors, each wildcard and its reason
  --all          the same for every stack
  --json         the same as data, for programs
  --help         this text

Exits with 1 when a plan has a finding, 2 when called wrongly.
Colours only on a terminal, and none where NO_COLOR is set.
`;

/** The options, or what is wrong with them, or that help is asked for. */
export function optionsOf(args: readonly string[]): Options | { readonly problem: string } | 'help' {
  if (args.includes('--help') || args.includes('-h')) return 'help';
  let options: Options = { json: false, all: false };
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    const [name, inline] = arg.split(/=(.*)/s);
    if (name === '--stack') {
      const stack = inline ?? args[++index];
      if (stack === undefined || stack.startsWith('-')) return { problem: '--stack needs the name of a stack' };
      options = { ...options, stack };
    } else if (arg === '--json') options = { ...options, json: true };
    else if (arg === '--all') options = { ...options, all: true };
    else return { problem: `there is no option "${arg}"` };
  }
  return options;
}

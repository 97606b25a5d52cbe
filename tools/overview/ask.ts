import { type Options, optionsOf, USAGE } from './options';

/**
 * The options of this run. Asked when the module is loaded, which is before anything is synthesized: help does not wait
 * for a plan.
 */
export const options: Options = ask();

function ask(): Options {
  const asked = optionsOf(process.argv.slice(2));
  if (asked === 'help') {
    process.stdout.write(USAGE);
    process.exit(0);
  }
  if ('problem' in asked) {
    process.stderr.write(`${asked.problem}\n\n${USAGE}`);
    process.exit(2);
  }
  return asked;
}

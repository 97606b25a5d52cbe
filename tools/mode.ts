import { userInfo } from 'node:os';
import { sources } from '../stacks/config/sources';
import { valid } from '../stacks/config/valid';
import { ProblemsError } from '../stacks/problems';
import { deployedMode } from './mode/deployed-mode';
import { modeOptions, modeUsage } from './mode/options';

const { stdout, stderr } = process;

async function main(args: readonly string[]): Promise<number> {
  const { services } = valid(sources);
  const environments = services.map(({ env }) => env);
  const options = modeOptions(args, environments, Date.now());
  if (options === 'help') {
    stdout.write(modeUsage(environments));
    return 0;
  }
  if ('problem' in options) {
    stderr.write(`${options.problem}\n\n${modeUsage(environments)}`);
    return 2;
  }
  const config = services.find(({ env }) => env === options.env);
  if (config === undefined) throw new Error(`no config of ${options.env}`);
  stdout.write(await deployedMode(config, options.set, { by: userInfo().username, now: Date.now() }));
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (!(error instanceof ProblemsError)) throw error;
    stderr.write(`${[error.headline, ...error.problems].join('\n  ')}\n`);
    process.exitCode = 1;
  },
);

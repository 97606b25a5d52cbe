import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import pc from 'picocolors';
import { sources } from '../stacks/config/sources';
import { valid } from '../stacks/config/valid';
import { ProblemsError } from '../stacks/problems';
import { devServer } from './dev/dev-server';
import { type LoadOptions, optionsOf, USAGE } from './load/options';
import { render } from './load/render';
import { mostUsd, run } from './load/run';

const { stdout, stderr } = process;

async function main(): Promise<number> {
  const options = optionsOf(process.argv.slice(2), process.env);
  if (options === 'help') {
    stdout.write(USAGE);
    return 0;
  }
  if ('problems' in options) throw new ProblemsError('The load cannot be sent:', options.problems);
  const config = configOf(options.env);
  const most = mostUsd(options, config);
  if (options.url !== undefined && most > options.maxUsd) {
    throw new ProblemsError('The load cannot be sent:', [
      `it could cost $${most.toFixed(2)}, --max-usd allows $${options.maxUsd}: send less, or raise it`,
    ]);
  }
  const server = options.url === undefined ? await devServer({ port: 0, out: 'dist/load' }) : undefined;
  const summary = await run(options, options.url ?? server?.url ?? '', config);
  await server?.close();

  const { headers: _keys, ...sent } = options;
  const evidence = { at: new Date().toISOString(), ...sent, ...summary };
  if (options.out !== undefined) {
    mkdirSync(dirname(options.out), { recursive: true });
    writeFileSync(options.out, `${JSON.stringify(evidence, null, 2)}\n`);
  }
  const colors = pc.createColors(stdout.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb');
  stdout.write(options.json ? `${JSON.stringify(evidence, null, 2)}\n` : render(summary, options, colors));
  return summary.slos.every(({ held }) => held) ? 0 : 1;
}

function configOf(env: LoadOptions['env']) {
  const { services } = valid(sources);
  const found = services.find((config) => config.env === env);
  if (found !== undefined) return found;
  throw new ProblemsError('The load cannot be sent:', [
    `--env must be one of ${services.map((config) => config.env).join(', ')}, got "${env}"`,
  ]);
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    if (!(error instanceof ProblemsError)) throw error;
    stderr.write(`${error.message}\n\nSee npm run load -- --help\n`);
    process.exitCode = 2;
  },
);

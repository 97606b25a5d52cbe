import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { quantile } from './quantile';

const HELP = `Measures synth side by side with the stock template: npm run bench -- [--environments 1,10,100] [--runs 3]

  The stock cdktf template compiles with ts-node as it runs. It is installed into dist/bench once (needs the npm registry).
`;

const args = process.argv.slice(2);
const option = (name: string, standard: string): string =>
  args.includes(name) ? (args[args.indexOf(name) + 1] ?? standard) : standard;

interface Figures {
  readonly seconds: number;
  readonly megabytes: number;
}

/** Versions of the stock template of cdktf 0.21. */
const STOCK = { 'ts-node': '10.9.2', typescript: '5.9.3' };

/** A folder with what the stock template has, which this project has not. */
function stock(): string {
  const folder = resolve('dist/bench');
  if (!existsSync(join(folder, 'node_modules/ts-node'))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: STOCK }));
    console.error('installing ts-node into dist/bench, once');
    // the template's settings, but for the type check of libraries, which takes minutes with these bindings
    const compilerOptions = {
      module: 'commonjs',
      moduleResolution: 'node',
      target: 'es2022',
      lib: ['es2023'],
      types: ['node'],
      strict: true,
      esModuleInterop: true,
      skipLibCheck: true,
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  }
  return folder;
}

function run(command: readonly string[], environment: Record<string, string>): Figures {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  const started = performance.now();
  const [program = '', ...rest] = command;
  const { status, stdout, stderr } = spawnSync(program, rest, {
    encoding: 'utf8',
    env: { ...process.env, ...environment, CDKTF_OUTDIR: outdir },
  });
  const seconds = (performance.now() - started) / 1_000;
  rmSync(outdir, { recursive: true, force: true });
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}:\n${stderr}`);
  return { seconds, ...(JSON.parse(stdout) as { megabytes: number }) };
}

const median = (values: readonly number[]): number => quantile(values, 0.5);
const middle = (figures: readonly Figures[]): Figures => ({
  seconds: median(figures.map(({ seconds }) => seconds)),
  megabytes: median(figures.map(({ megabytes }) => megabytes)),
});

function main(): void {
  if (args.includes('--help')) {
    console.log(HELP);
    return;
  }
  const folder = stock();
  const tsNode = join(folder, 'node_modules/ts-node/dist/bin.js');
  console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}\n`);
  console.log('environments   this project              stock ts-node             ratio');
  for (const environments of option('--environments', '1,10,100').split(',')) {
    const runs = Array.from({ length: Number(option('--runs', '3')) }, () => ({
      ours: run([process.execPath, 'tools/run.mjs', 'tools/bench/program.ts', environments], {}),
      theirs: run(
        [
          process.execPath,
          '--max-old-space-size=8192',
          tsNode,
          '--compiler',
          join(folder, 'node_modules/typescript'),
          '--project',
          join(folder, 'tsconfig.json'),
          'tools/bench/program.ts',
          environments,
        ],
        {},
      ),
    }));
    const [ours, theirs] = [middle(runs.map((one) => one.ours)), middle(runs.map((one) => one.theirs))];
    const cell = ({ seconds, megabytes }: Figures) =>
      `${seconds.toFixed(2).padStart(7)} s ${String(megabytes).padStart(6)} MB`.padEnd(26);
    console.log(
      `${environments.padStart(12)}   ${cell(ours)}${cell(theirs)}${(theirs.seconds / ours.seconds).toFixed(1)} x`,
    );
  }
}

main();

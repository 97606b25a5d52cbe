import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a clone has that a synth needs. */
const SOURCES = ['main.ts', 'stacks', 'handlers', 'tools', 'docs', 'package.json', 'cdktf.json', 'tsconfig.json'];

/** SHA-256 of every file below a folder, by its path. */
const digests = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file): [string, string] => [
        file.slice(folder.length),
        createHash('sha256').update(readFileSync(file)).digest('hex'),
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

const node = (args: readonly string[], cwd: string, environment: NodeJS.ProcessEnv) =>
  run(process.execPath, args, { cwd, env: environment });

/** What another machine makes of the same source: in a deeper folder, of another user, time and time zone. */
async function madeElsewhere(root: string) {
  const clone = join(root, 'b/much/deeper');
  const checkedOut = new Date(2001, 1, 1, 12, 34, 56);
  mkdirSync(clone, { recursive: true });
  for (const source of SOURCES) cpSync(source, join(clone, source), { recursive: true });
  for (const entry of readdirSync(clone, { recursive: true, encoding: 'utf8' }))
    utimesSync(join(clone, entry), checkedOut, checkedOut);
  symlinkSync(resolve('node_modules'), join(clone, 'node_modules'));
  const environment = {
    PATH: process.env['PATH'],
    HOME: root,
    USER: 'bob',
    TZ: 'America/St_Johns',
    LANG: 'de_DE.UTF-8',
    LC_ALL: 'de_DE.UTF-8',
  };
  await node(['tools/run.mjs', 'tools/bundle.ts', '--quiet'], clone, environment);
  await node(['tools/run.mjs', 'main.ts'], clone, environment);
  return { plans: digests(join(clone, 'cdktf.out')), archives: digests(join(clone, 'dist/handlers')) };
}

/** What this clone makes of it: its handlers are bundled already, once for all tests. */
async function madeHere(root: string) {
  const out = join(root, 'here');
  await node(['tools/run.mjs', 'main.ts'], resolve('.'), { ...process.env, CDKTF_OUTDIR: out });
  return { plans: digests(out), archives: digests('dist/handlers') };
}

it('two clones in different folders, of different users, times and time zones give the same plans and archives', async () => {
  const root = mkdtempSync(join(tmpdir(), 'clones-'));
  try {
    const [here, there] = await Promise.all([madeHere(root), madeElsewhere(root)]);
    expect(Object.keys(here.plans).filter((file) => file.endsWith('.zip')).length).toBeGreaterThan(5);
    expect(Object.keys(here.plans).filter((file) => file.endsWith('cdk.tf.json'))).toHaveLength(5);
    expect(there).toEqual(here);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a clone has that a synth needs. */
const SOURCES = ['main.ts', 'stacks', 'handlers', 'tools', 'docs', 'package.json', 'cdktf.json', 'tsconfig.json'];

interface Machine {
  /** Folder of the clone, below a temporary one. */
  readonly folder: string;
  readonly environment: Record<string, string>;
  /** When its files were checked out. */
  readonly time: Date;
}

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

async function outputOf(root: string, { folder, environment, time }: Machine) {
  const clone = join(root, folder);
  mkdirSync(clone, { recursive: true });
  for (const source of SOURCES) cpSync(source, join(clone, source), { recursive: true });
  for (const entry of readdirSync(clone, { recursive: true, encoding: 'utf8' }))
    utimesSync(join(clone, entry), time, time);
  symlinkSync(resolve('node_modules'), join(clone, 'node_modules'));
  const options = { cwd: clone, env: { PATH: process.env['PATH'], ...environment } };
  await run(process.execPath, ['tools/run.mjs', 'tools/bundle.ts', '--quiet'], options);
  await run(process.execPath, ['tools/run.mjs', 'main.ts'], options);
  return { plans: digests(join(clone, 'cdktf.out')), archives: digests(join(clone, 'dist/handlers')) };
}

describe('two clones', () => {
  it('in different folders, of different users, times and time zones give the same plans and archives', async () => {
    const root = mkdtempSync(join(tmpdir(), 'clones-'));
    try {
      const [here, there] = await Promise.all([
        outputOf(root, {
          folder: 'a',
          environment: { HOME: '/nowhere', USER: 'ann', TZ: 'Asia/Tokyo', LANG: 'C' },
          time: new Date(2001, 1, 1),
        }),
        outputOf(root, {
          folder: 'b/much/deeper',
          environment: { HOME: root, USER: 'bob', TZ: 'America/St_Johns', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' },
          time: new Date(2026, 6, 1, 12, 34, 56),
        }),
      ]);
      expect(Object.keys(here.plans).filter((file) => file.endsWith('.zip')).length).toBeGreaterThan(5);
      expect(Object.keys(here.plans).filter((file) => file.endsWith('cdk.tf.json'))).toHaveLength(5);
      expect(there).toEqual(here);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});

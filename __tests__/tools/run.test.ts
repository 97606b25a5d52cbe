import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'run-'));
  mkdirSync(join(root, 'tools'));
  mkdirSync(join(root, 'node_modules'));
  for (const file of ['tools/run.mjs', 'tools/run', 'package.json'])
    cpSync(file, join(root, file), { recursive: true });
  for (const name of ['esbuild', 'zod', '@esbuild'])
    symlinkSync(resolve('node_modules', name), join(root, 'node_modules', name));
  writeFileSync(join(root, 'node_modules/.package-lock.json'), '{}');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const program = (source: string) => writeFileSync(join(root, 'main.ts'), source);
const run = (...args: string[]) =>
  execFileSync(process.execPath, ['tools/run.mjs', 'main.ts', ...args], { cwd: root, encoding: 'utf8' });
const made = () => readdirSync(join(root, 'dist/program'));

it('runs a program with its arguments, packages and way out', () => {
  program(`import * as z from 'zod';
    console.log(z.array(z.string()).parse(process.argv.slice(2)).join('+'));
    process.exitCode = 3;`);
  const { stdout, status } = spawnSync(process.execPath, ['tools/run.mjs', 'main.ts', 'a', 'b'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect([stdout, status]).toEqual(['a+b\n', 3]);
});

it('says the same the second time, out of what the first has left', () => {
  program('console.log(1 + 1 as number);');
  expect(run()).toBe('2\n');
  const [first] = made();
  utimesSync(join(root, 'dist/program', first ?? ''), 1, 1);
  expect(run()).toBe('2\n');
  expect(made().map((file) => file.replace(/^main-[0-9a-f]{16}/, ''))).toEqual(['.cjs', '.cjs.compiled', '.cjs.map']);
});

it('takes up a change that leaves every length as it was, and keeps nothing of before', () => {
  program('console.log(1);');
  expect(run()).toBe('1\n');
  program('console.log(2);');
  expect(run()).toBe('2\n');
  expect(made()).toHaveLength(3);
});

it('says where a program does not build, and leaves nothing that would run', () => {
  program('console.log(;');
  const { stderr, status } = spawnSync(process.execPath, ['tools/run.mjs', 'main.ts'], { cwd: root, encoding: 'utf8' });
  expect(stderr).toContain('main.ts:1:12');
  expect(status).toBe(1);
  expect(() => run()).toThrow();
});

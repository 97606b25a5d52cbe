import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LOCK = {
  packages: {
    '': { name: 'x' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/a-windows': { version: '1.0.0', optional: true },
  },
};
const INSTALLED = { packages: { 'node_modules/a': { version: '1.0.0' } } };

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ensure-installed-'));
  mkdirSync(join(root, 'tools'));
  cpSync('tools/ensure-installed.mjs', join(root, 'tools/ensure-installed.mjs'));
  json('package.json', { engines: { node: '>=20.12' } });
  json('package-lock.json', LOCK);
});
afterEach(() => rmSync(root, { recursive: true }));

const json = (path: string, value: unknown) => writeFileSync(join(root, path), JSON.stringify(value));

const installed = (value: unknown) => {
  mkdirSync(join(root, 'node_modules'));
  json('node_modules/.package-lock.json', value);
};

/** Runs the tool with an npm that writes down how it was called, says something and ends. */
function run({ status = 0, says = '' } = {}) {
  const npm = join(root, 'npm.js');
  writeFileSync(
    npm,
    `require('fs').writeFileSync(${JSON.stringify(join(root, 'called'))}, process.argv.slice(2).join(' '));
     process.stderr.write(${JSON.stringify(says)});
     process.exitCode = ${status};`,
  );
  const made = spawnSync(process.execPath, [join(root, 'tools/ensure-installed.mjs')], {
    encoding: 'utf8',
    env: { ...process.env, npm_execpath: npm },
  });
  return { status: made.status, says: made.stderr, out: made.stdout };
}

const called = () => {
  try {
    return readFileSync(join(root, 'called'), 'utf8');
  } catch {
    return undefined;
  }
};

describe('ensure-installed', () => {
  it('does and says nothing when the packages are there', () => {
    installed(INSTALLED);
    expect(run()).toEqual({ status: 0, says: '', out: '' });
    expect(called()).toBeUndefined();
  });

  it('installs what is missing, and says so in one line that leaves the output alone', () => {
    expect(run()).toEqual({ status: 0, says: 'Installing packages, because they are not there yet\n', out: '' });
    expect(called()).toMatch(/^ci /);
  });

  it('installs again when package-lock.json names another version', () => {
    installed({ packages: { 'node_modules/a': { version: '0.9.0' } } });
    expect(run().says).toBe('Installing packages, because package-lock.json has changed\n');
  });

  it('does not want optional packages of other platforms, but every other one', () => {
    installed({ packages: { 'node_modules/a-windows': { version: '1.0.0' } } });
    expect(run().says).toMatch(/has changed/);
  });

  it.each([
    ['npm error code ENOTFOUND', /the package registry was not reached \(ENOTFOUND\): connect to the network/],
    ['npm error code E403', /the package registry refused \(E403\)/],
    ['npm error code EUSAGE', /do not fit each other: run "npm install"/],
    ['npm error code ENOSPC', /the disk is full/],
    ['something new', /npm ci failed:\nsomething new/],
  ])('explains "%s" and ends with 1', (says, expected) => {
    const ended = run({ status: 1, says });
    expect(ended.status).toBe(1);
    expect(ended.says).toMatch(expected);
  });

  it('refuses a Node.js that is too old before anything else', () => {
    json('package.json', { engines: { node: '>=99.1' } });
    const ended = run();
    expect(ended.status).toBe(1);
    expect(ended.says).toBe(
      `Node.js >=99.1 is needed, this is ${process.versions.node}: install a newer one from https://nodejs.org\n`,
    );
    expect(called()).toBeUndefined();
  });

  it('says that npm is missing when there is none', () => {
    const made = spawnSync(process.execPath, [join(root, 'tools/ensure-installed.mjs')], {
      encoding: 'utf8',
      env: { PATH: join(root, 'nowhere') },
    });
    expect(made.stderr).toMatch(/npm was not found: it comes with Node\.js/);
  });
});

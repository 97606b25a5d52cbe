// Installs the packages when they are missing or not those of package-lock.json, and is silent and quick when they are there.
// Called before `npm start` and `npm test`. Node's own modules only: it runs when there are no others.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (...path) => JSON.parse(readFileSync(join(root, ...path), 'utf8'));

const wrongNode = unfitNode(process.versions.node, read('package.json').engines.node);
if (wrongNode !== undefined) refuse(wrongNode);
const why = missing();
if (why !== undefined) await install(why);

/** What is wrong with this Node.js; `wanted` is of the form `>=20.12`. */
function unfitNode(version, wanted) {
  const [major = 0, minor = 0] = wanted
    .replace(/[^\d.]/g, '')
    .split('.')
    .map(Number);
  const [thisMajor, thisMinor] = version.split('.').map(Number);
  if (thisMajor > major || (thisMajor === major && thisMinor >= minor)) return undefined;
  return `Node.js ${wanted} is needed, this is ${version}: install a newer one from https://nodejs.org`;
}

/** Why the packages have to be installed; undefined when they are those of package-lock.json. */
function missing() {
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) return 'they are not there yet';
  const wanted = read('package-lock.json').packages;
  // npm writes down here what it has really installed
  const installed = read('node_modules/.package-lock.json').packages;
  for (const [path, { version, optional, link }] of Object.entries(wanted)) {
    if (path === '' || link) continue;
    // an optional package may be for another platform
    if (installed[path] === undefined && optional) continue;
    if (installed[path]?.version !== version) return 'package-lock.json has changed';
  }
  return undefined;
}

async function install(because) {
  const line = `Installing packages, because ${because}`;
  const { stderr } = process;
  const start = Date.now();
  const seconds = () => Math.round((Date.now() - start) / 1_000);
  stderr.write(stderr.isTTY ? `${line} ...` : `${line}\n`);
  const clock = stderr.isTTY ? setInterval(() => stderr.write(`\r${line} ... ${seconds()} s`), 1_000) : undefined;
  const { status, output } = await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline']);
  clearInterval(clock);
  if (stderr.isTTY) stderr.write(`\r${line} ... ${seconds()} s\n`);
  if (status !== 0) refuse(explain(output));
}

/** Runs npm; the one that runs us, where there is one. */
function npm(args) {
  const own = process.env.npm_execpath;
  const [command, first] = own?.endsWith('.js') ? [process.execPath, [own]] : ['npm', []];
  const child = spawn(command, [...first, ...args], {
    cwd: root,
    shell: command === 'npm' && process.platform === 'win32',
  });
  let output = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  child.stderr.on('data', (data) => {
    output += data;
  });
  return new Promise((resolve) => {
    child.on('error', ({ code }) => resolve({ status: 1, output: code }));
    child.on('close', (status) => resolve({ status, output }));
  });
}

/** npm's reasons in one line, with what to do. */
function explain(output) {
  const code =
    /\b(ENOENT|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED|E401|E403|E404|EUSAGE|EACCES|EPERM|ENOSPC|EINTEGRITY)\b/.exec(
      output,
    )?.[1];
  switch (code) {
    case 'ENOENT':
      return 'npm was not found: it comes with Node.js, from https://nodejs.org';
    case 'E401':
    case 'E403':
    case 'E404':
      return `the package registry refused (${code}): see which one "npm config get registry" names, and whether you are signed in`;
    case 'EUSAGE':
      return 'package.json and package-lock.json do not fit each other: run "npm install" and commit package-lock.json';
    case 'EACCES':
    case 'EPERM':
      return `npm may not write to node_modules (${code}): look at who owns the folder`;
    case 'ENOSPC':
      return 'the disk is full: make room for 500 MB and run this again';
    case 'EINTEGRITY':
      return 'a package is not the one that package-lock.json names (EINTEGRITY): run "npm cache clean --force" and then this again';
    case undefined:
      return `npm ci failed:\n${output.trim() || 'it said nothing; run it by hand'}`;
    default:
      return `the package registry was not reached (${code}): connect to the network, or see which registry "npm config get registry" names, and run this again`;
  }
}

function refuse(problem) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}

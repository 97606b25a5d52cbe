// Runs a TypeScript program of this project: node tools/run.mjs <file.ts> [arguments]. Used by npm scripts and, through
// cdktf.json, by the cdktf CLI.
//
// esbuild joins the program and its packages into one file, and V8's compiled form of it is kept beside it: together they load
// several times faster than thousands of files that are found, read and compiled each time. Both carry in their names
// what they are made of, so that nothing old is run.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

const root = fileURLToPath(new URL('..', import.meta.url));
const [entry, ...args] = process.argv.slice(2);
if (entry === undefined) {
  console.error('usage: node tools/run.mjs <file.ts> [arguments]');
  process.exit(2);
}

/** What a program may be made of, beside packages. */
const SOURCES = ['main.ts', 'stacks', 'handlers', 'tools', 'package.json', 'tsconfig.json'];
/** npm's own record of what it has installed. It does not see a package that somebody edits in place: remove dist/program then. */
const INSTALLED = 'node_modules/.package-lock.json';

const folder = join(root, 'dist/program');
const name = basename(entry, '.ts');
const program = join(folder, `${name}-${keyOfInputs()}.cjs`);
const compiled = `${program}.compiled`;
if (!existsSync(program) || !existsSync(join(root, INSTALLED))) await joinAnew();
process.argv = [process.argv[0], join(root, entry), ...args];
run();

function keyOfInputs() {
  const hash = createHash('sha256').update(`${process.version} ${process.arch} ${entry}`);
  const files = SOURCES.filter((path) => existsSync(join(root, path))).flatMap((path) =>
    path.includes('.') ? [path] : readdirSync(join(root, path), { recursive: true }).map((file) => `${path}/${file}`),
  );
  const code = files.filter((file) => /\.(ts|mjs|js|json)$/.test(file)).sort();
  for (const file of [...code, INSTALLED]) {
    const { size, mtimeMs } = statSync(join(root, file), { throwIfNoEntry: false }) ?? {};
    hash.update(`\n${file} ${size} ${mtimeMs}`);
  }
  return hash.digest('hex').slice(0, 16);
}

async function joinAnew() {
  const { joinFiles } = await import('./run/join-files.mjs');
  const files = await joinFiles({ root, entry, outfile: program });
  mkdirSync(folder, { recursive: true });
  for (const old of readdirSync(folder)) if (old.startsWith(`${name}-`)) rmSync(join(folder, old), { force: true });
  // the program last: where it is, its map is too
  for (const { path, contents } of files.sort((a, b) => b.path.length - a.path.length)) write(path, contents);
}

/** As `require(program)` would, but for the compiled form, which an earlier run has left. */
function run() {
  // esbuild writes ASCII, which is read several times faster as what it is
  const source = `(function (exports, require, module, __filename, __dirname) { ${readFileSync(program, 'latin1')}\n})`;
  const cachedData = read(compiled);
  const script = new Script(source, { filename: program, ...(cachedData === undefined ? {} : { cachedData }) });
  if (cachedData === undefined || script.cachedDataRejected) {
    // after the run, since functions are compiled when they are first called
    process.once('exit', () => write(compiled, script.createCachedData()));
  }
  const own = { exports: {} };
  script.runInThisContext()(own.exports, createRequire(program), own, program, folder);
}

function read(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Whole or not at all: another run may read it meanwhile. */
function write(path, contents) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}

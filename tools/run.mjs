// Runs a TypeScript program of this project: node tools/run.mjs <file.ts> [arguments]
//
// esbuild joins the project's own files into one, which loads several times faster than compiling each file as it is
// required. Packages stay where npm put them, but for zod: it loads a hundred files of which we need a few. Used by npm scripts and, through cdktf.json, by the cdktf CLI.
import { readFileSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const [entry, ...args] = process.argv.slice(2);
if (entry === undefined) {
  console.error('usage: node tools/run.mjs <file.ts> [arguments]');
  process.exit(2);
}

const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const external = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => name !== 'zod');
const outfile = join(root, 'dist/program', `${basename(entry, '.ts')}.cjs`);
await build({
  absWorkingDir: root,
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: external.flatMap((name) => [name, `${name}/*`]),
  // beside the program: inside it, Node would parse megabytes of it at each start
  sourcemap: 'linked',
  logLevel: 'error',
}).catch(() => process.exit(1)); // esbuild has printed what is wrong

const require = createRequire(outfile);
leaveOut('archiver', createRequire(require.resolve('cdktf')));
module.enableCompileCache?.(join(root, 'dist/compile-cache')); // Node 22 or later
process.argv = [process.argv[0], join(root, entry), ...args];
require(outfile);

/**
 * Loads nothing in place of a package. cdktf loads its archiver at once, a tenth of a second, and uses it for ARCHIVE assets
 * only, which write the current time into the zip and are not used here.
 */
function leaveOut(name, from) {
  const path = from.resolve(name);
  require.cache[path] = {
    id: path,
    filename: path,
    loaded: true,
    exports: () => {
      throw new Error(`${name} is left out: see tools/run.mjs`);
    },
  };
}

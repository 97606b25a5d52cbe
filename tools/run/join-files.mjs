// Joins a program with its packages into one file and its source map, for tools/run.mjs, which writes them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

export async function joinFiles({ root, entry, outfile }) {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  // tools of development stay where npm put them, and esbuild brings a program of its own
  const external = ['esbuild', ...Object.keys(devDependencies)];
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    write: false,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: external.flatMap((name) => [name, `${name}/*`]),
    plugins: [withoutArchiver],
    // beside the program: inside it, Node would parse megabytes of it at each start
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'error',
  }).catch(() => process.exit(1)); // esbuild has printed what is wrong
  return outputFiles;
}

/**
 * Nothing in place of a package. cdktf loads its archiver at once, a tenth of a second, and uses it for ARCHIVE assets only,
 * which write the current time into the zip and are not used here.
 */
const withoutArchiver = {
  name: 'without-archiver',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^archiver$/ }, ({ path }) => ({ path, namespace: 'left-out' }));
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({
      contents: `module.exports = () => { throw new Error('archiver is left out: see tools/run/join-files.mjs'); };`,
    }));
  },
};

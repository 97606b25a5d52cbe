import { basename } from 'node:path';
import { build, type Metafile, transform } from 'esbuild';
import type { HandlerName } from '../../handlers/contract/routes';
import { withoutSignIn } from './without-sign-in';

export interface SplitBundle {
  /** Contents by name: `index.js`, and `chunk-*.js` for what several share or what is loaded later. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** Source maps by name, `index.js.map`. */
  readonly maps: Readonly<Record<string, Uint8Array>>;
  readonly metafile: Metafile;
}

/** In the Lambda layer; a second copy in the bundle would trace nothing. */
const FROM_LAYER = ['dd-trace', 'datadog-lambda-js'];
const TARGET = 'node24';

/**
 * A handler as CommonJS files: what it imports statically is loaded at a cold start, what it imports by `import()` when it is
 * first needed. esbuild splits ES modules only, so each file is turned into CommonJS afterwards.
 *
 * CommonJS, because ES modules work as well but load no faster (docs/decisions/0009).
 */
export async function split(name: HandlerName, root: string): Promise<SplitBundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [`handlers/${name}/index.ts`],
    outdir: '.',
    entryNames: '[name]',
    chunkNames: 'chunk-[hash]',
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: TARGET,
    // the SDK's ES modules shake better than its CommonJS: a third less
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    sourcemap: 'inline',
    sourcesContent: false,
    external: FROM_LAYER,
    // names of chunks and source maps hold paths: of the clone, wherever its node_modules really lie
    preserveSymlinks: true,
    plugins: [withoutSignIn],
    metafile: true,
    logLevel: 'silent',
  });
  const made = await Promise.all(
    outputFiles.map(async ({ path, text }) => {
      const file = basename(path);
      const { code, map } = await transform(text, {
        sourcefile: file,
        format: 'cjs',
        platform: 'node',
        target: TARGET,
        // to require: the tracer sees what is loaded, and a file is found beside the one that asks
        supported: { 'dynamic-import': false },
        minify: true,
        legalComments: 'none',
        // beside the archive, for reading a stack trace; not in it
        sourcemap: 'external',
        sourcesContent: false,
      });
      return { file, code: Buffer.from(code), map: Buffer.from(map) };
    }),
  );
  return {
    files: Object.fromEntries(made.map(({ file, code }) => [file, code])),
    maps: Object.fromEntries(made.map(({ file, map }) => [`${file}.map`, map])),
    metafile,
  };
}

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, type Metafile } from 'esbuild';
import type { HandlerName } from '../../handlers/contract/routes';
import { ProblemsError } from '../../stacks/problems';
import { archive } from './archive';
import { overBudget } from './size-budget';
import { forgetKey, inputsKey, keepKey, unchanged } from './unchanged';
import { withoutSignIn } from './without-sign-in';

export interface BundledHandler {
  /** Size of the code. */
  readonly bytes: number;
  readonly zipBytes: number;
  readonly sha256: string;
  readonly sha256Base64: string;
  /** The ten packages and folders that weigh most. */
  readonly modules: readonly { readonly name: string; readonly bytes: number }[];
}

export interface BundleOptions {
  readonly names: readonly HandlerName[];
  /** Where archives and manifest go. */
  readonly out: string;
  /** Folder that holds handlers/; default the current one. */
  readonly root?: string;
}

/** In the Lambda layer; a second copy in the bundle would trace nothing. */
const FROM_LAYER = ['dd-trace', 'datadog-lambda-js'];

/**
 * Bundles handlers and archives them, the same bytes from the same source on every machine. What is there already and
 * was made of the same is left alone.
 *
 * @throws ProblemsError when a handler does not build or is over its size budget.
 */
export async function bundleHandlers({
  names,
  out,
  root = '.',
}: BundleOptions): Promise<Record<string, BundledHandler>> {
  const folder = resolve(root);
  const key = inputsKey(folder, names);
  const made = unchanged(out, key);
  if (made !== undefined) return made;

  const built = await Promise.all(names.map(async (name) => [name, await bundle(name, folder)] as const));
  const problems = built.flatMap(([name, { manifest }]) => overBudget(name, manifest));
  if (problems.length > 0) throw new ProblemsError('Bundles are over their budget:', problems);

  mkdirSync(out, { recursive: true });
  forgetKey(out);
  for (const [name, { code, map, zip }] of built) {
    mkdirSync(join(out, name), { recursive: true });
    write(join(out, name, 'index.js'), code);
    write(join(out, name, 'index.js.map'), map);
    write(join(out, `${name}.zip`), zip);
  }
  const handlers = Object.fromEntries(built.map(([name, { manifest }]) => [name, manifest]));
  write(join(out, 'manifest.json'), Buffer.from(`${JSON.stringify({ handlers }, null, 2)}\n`));
  keepKey(out, key);
  return handlers;
}

async function bundle(name: HandlerName, root: string) {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [`handlers/${name}/index.ts`],
    outfile: 'index.js',
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    // CommonJS: Datadog's wrapper loads it by require, and its instrumentation of ES modules is unproven
    format: 'cjs',
    // the SDK's ES modules shake better than its CommonJS: a third less
    mainFields: ['module', 'main'],
    minify: true,
    // errors are told apart by the names of their classes
    keepNames: true,
    legalComments: 'none',
    // beside the archive, for reading a stack trace; not in it
    sourcemap: 'external',
    sourcesContent: false,
    external: FROM_LAYER,
    plugins: [withoutSignIn],
    metafile: true,
    logLevel: 'silent',
  }).catch((error: { errors?: { text: string; location?: { file: string; line: number } | null }[] }) => {
    const lines = (error.errors ?? []).map(
      ({ text, location }) => `${location ? `${location.file}:${location.line}: ` : ''}${text}`,
    );
    throw new ProblemsError(`The handler "${name}" does not build:`, lines.length > 0 ? lines : [String(error)]);
  });
  const file = (ending: string): Uint8Array => {
    const found = result.outputFiles.find(({ path }) => path.endsWith(ending));
    if (found === undefined) throw new Error(`esbuild made no ${ending}`);
    return found.contents;
  };
  const code = file('index.js');
  const zip = archive({ 'index.js': code });
  const digest = createHash('sha256').update(zip).digest();
  const manifest: BundledHandler = {
    bytes: code.length,
    zipBytes: zip.length,
    sha256: digest.toString('hex'),
    sha256Base64: digest.toString('base64'),
    modules: heaviest(result.metafile),
  };
  return { code, map: file('index.js.map'), zip, manifest };
}

/** Bytes by package, or by folder of our own. */
function heaviest({ outputs }: Metafile): BundledHandler['modules'] {
  const bytes = new Map<string, number>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const [, inPackage] = path.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/) ?? [];
      const name = inPackage ?? path.split('/').slice(0, 2).join('/');
      bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput);
    }
  }
  return [...bytes]
    .map(([name, size]) => ({ name, bytes: size }))
    .sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1))
    .slice(0, 10);
}

/** Leaves a file alone that is already so: its time then says when it last changed. */
function write(path: string, contents: Uint8Array): void {
  if (existsSync(path) && Buffer.compare(readFileSync(path), contents) === 0) return;
  writeFileSync(path, contents);
}

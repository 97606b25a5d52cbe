import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BuildFailure } from 'esbuild';
import type { HandlerName } from '../../handlers/contract/routes';
import { ProblemsError } from '../../stacks/problems';
import { archive } from './archive';
import { overBudget } from './size-budget';
import { split } from './split';
import { forgetKey, inputsKey, keepKey, unchanged } from './unchanged';
import { type Weight, weigh } from './weight';

export interface BundledHandler {
  /** Size of the code that is loaded at a cold start. */
  readonly bytes: number;
  /** Size of all the code, with what is loaded when it is first needed. */
  readonly shippedBytes: number;
  /** The ten packages and folders that weigh most at a cold start. */
  readonly modules: readonly Weight[];
  /** Size of each file in the archive. */
  readonly files: Readonly<Record<string, number>>;
  readonly zipBytes: number;
  readonly sha256: string;
  readonly sha256Base64: string;
}

export interface BundleOptions {
  readonly names: readonly HandlerName[];
  /** Where archives and manifest go. */
  readonly out: string;
  /** Folder that holds handlers/; default the current one. */
  readonly root?: string;
}

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
  for (const [name, { files, maps, zip }] of built) {
    const made = { ...files, ...maps };
    mkdirSync(join(out, name), { recursive: true });
    for (const file of readdirSync(join(out, name))) if (!(file in made)) rmSync(join(out, name, file));
    for (const [file, contents] of Object.entries(made)) write(join(out, name, file), contents);
    write(join(out, `${name}.zip`), zip);
  }
  const handlers = Object.fromEntries(built.map(([name, { manifest }]) => [name, manifest]));
  write(join(out, 'manifest.json'), Buffer.from(`${JSON.stringify({ handlers }, null, 2)}\n`));
  keepKey(out, key);
  return handlers;
}

async function bundle(name: HandlerName, root: string) {
  const { files, maps, metafile } = await split(name, root).catch((error: BuildFailure) => {
    const lines = (error.errors ?? []).map(
      ({ text, location }) => `${location ? `${location.file}:${location.line}: ` : ''}${text}`,
    );
    throw new ProblemsError(`The handler "${name}" does not build:`, lines.length > 0 ? lines : [String(error)]);
  });
  const zip = archive(files);
  const digest = createHash('sha256').update(zip).digest();
  const sizes = Object.fromEntries(Object.entries(files).map(([file, { length }]) => [file, length]));
  const manifest: BundledHandler = {
    ...weigh(metafile, sizes),
    zipBytes: zip.length,
    sha256: digest.toString('hex'),
    sha256Base64: digest.toString('base64'),
  };
  return { files, maps, zip, manifest };
}

/** Leaves a file alone that is already so: its time then says when it last changed. */
function write(path: string, contents: Uint8Array): void {
  if (existsSync(path) && Buffer.compare(readFileSync(path), contents) === 0) return;
  writeFileSync(path, contents);
}

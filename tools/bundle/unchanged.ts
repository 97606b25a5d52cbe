import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { BundledHandler } from './bundle-handlers';

/** What decides a bundle: our sources, how they are bundled, and what npm has installed. */
const FOLDERS = ['handlers', 'tools/bundle'];
const INSTALLED = 'node_modules/.package-lock.json';

/** Holds the key of what the bundles beside it were made of. */
const KEY_FILE = '.inputs';

/**
 * A key that changes with everything that goes into these bundles; none where npm's own record is missing. It does not see
 * a package that somebody has edited in place: remove the folder of the bundles then.
 */
export function inputsKey(root: string, names: readonly string[]): string | undefined {
  if (!existsSync(join(root, INSTALLED))) return undefined;
  const files = FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/')),
  );
  const hash = createHash('sha256').update(names.join(' '));
  for (const file of [...files.sort(), INSTALLED]) {
    const contents = readFileSync(join(root, file));
    hash.update(`\n${file} ${contents.length}\n`).update(contents);
  }
  return hash.digest('hex');
}

/** The manifest of bundles that were made of the same, and are still whole; otherwise nothing. */
export function unchanged(out: string, key: string | undefined): Record<string, BundledHandler> | undefined {
  try {
    if (key === undefined || readFileSync(join(out, KEY_FILE), 'utf8') !== key) return undefined;
    const { handlers } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as {
      handlers: Record<string, BundledHandler>;
    };
    const whole = Object.entries(handlers).every(
      ([name, { files, sha256 }]) =>
        Object.entries(files).every(([file, bytes]) => readFileSync(join(out, name, file)).length === bytes) &&
        createHash('sha256')
          .update(readFileSync(join(out, `${name}.zip`)))
          .digest('hex') === sha256,
    );
    return whole ? handlers : undefined;
  } catch {
    // never made, or damaged
    return undefined;
  }
}

/** To be called before the first of the bundles is written. */
export const forgetKey = (out: string): void => rmSync(join(out, KEY_FILE), { force: true });

/** To be called after the last of them was. */
export function keepKey(out: string, key: string | undefined): void {
  if (key !== undefined) writeFileSync(join(out, KEY_FILE), key);
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HandlerName } from '../handlers/contract/routes';
import { ProblemsError } from './problems';

/** One bundled handler, as `npm run bundle` left it. */
export interface Bundle {
  /** Path of the archive, relative to cdktf.json. */
  readonly path: string;
  /** SHA-256 of the archive, base64: what Lambda compares code by. */
  readonly sha256Base64: string;
}
export type Bundles = Readonly<Record<HandlerName, Bundle>>;

/**
 * The bundles in a folder.
 *
 * @throws ProblemsError when nothing was bundled there yet.
 */
export function bundlesIn(folder: string): Bundles {
  const manifest = join(folder, 'manifest.json');
  if (!existsSync(manifest)) {
    throw new ProblemsError('The handlers are not bundled:', [
      `${manifest} does not exist; run "npm run bundle" first`,
    ]);
  }
  const { handlers } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    handlers: Record<HandlerName, { sha256Base64: string }>;
  };
  return Object.fromEntries(
    Object.entries(handlers).map(([name, { sha256Base64 }]) => [
      name,
      { path: join(folder, `${name}.zip`), sha256Base64 },
    ]),
  ) as Bundles;
}

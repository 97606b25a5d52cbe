import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';

/** Long enough for an editor to finish a save of several files. */
const QUIET_MS = 60;

/**
 * Calls back when something below a folder has changed and is quiet again. Each folder is watched by itself: Node's own
 * recursive watch loses files on Linux that an editor replaces.
 *
 * @returns how to stop.
 */
export function watchTree(folder: string, changed: () => void): () => void {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;

  const foldersBelow = (path: string): string[] => [
    path,
    ...readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => foldersBelow(join(path, name))),
  ];
  const watchAll = (): void => {
    const there = new Set(foldersBelow(folder));
    for (const [path, watcher] of watchers) {
      if (there.has(path)) continue;
      watcher.close();
      watchers.delete(path);
    }
    for (const path of there) {
      if (watchers.has(path)) continue;
      watchers.set(
        path,
        watch(path, () => {
          clearTimeout(timer);
          timer = setTimeout(() => {
            watchAll();
            changed();
          }, QUIET_MS);
        }),
      );
    }
  };
  watchAll();
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
  };
}

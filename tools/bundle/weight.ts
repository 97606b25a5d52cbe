import type { Metafile } from 'esbuild';

export interface Weight {
  /** A package, or a folder of our own: `@smithy/core`, `handlers/runtime`. */
  readonly name: string;
  readonly bytes: number;
}

export interface Weights {
  readonly bytes: number;
  readonly shippedBytes: number;
  readonly modules: readonly Weight[];
  readonly files: Readonly<Record<string, number>>;
}

const ENTRY = 'index.js';

/** What a bundle weighs at a cold start and in all, by its metafile and the sizes of its files. */
export function weigh({ outputs }: Metafile, files: Readonly<Record<string, number>>): Weights {
  const sum = (names: Iterable<string>): number => [...names].reduce((total, name) => total + (files[name] ?? 0), 0);
  const eager = loadedAtOnce(outputs);
  return {
    bytes: sum(eager),
    shippedBytes: sum(Object.keys(files)),
    modules: heaviest([...eager].flatMap((file) => outputs[file] ?? [])),
    files: Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** The entry and what it imports statically, and so on. */
function loadedAtOnce(outputs: Metafile['outputs']): Set<string> {
  const found = new Set<string>();
  const add = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    for (const { path, kind, external } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && external !== true) add(path);
    }
  };
  add(ENTRY);
  return found;
}

function heaviest(outputs: readonly Metafile['outputs'][string][]): Weight[] {
  const bytes = new Map<string, number>();
  for (const { inputs } of outputs) {
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

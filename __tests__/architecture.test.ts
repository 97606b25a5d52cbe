import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { build, type Metafile } from 'esbuild';

/**
 * Which folders may import which: the arrows of docs/architecture.md. What is not here may import nothing of ours. A room
 * may always import itself.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'handlers/contract': [],
  'handlers/runtime': ['handlers/contract'],
  'stacks/problems': [],
  'stacks/json-text': [],
  'stacks/resolved': [],
  'stacks/quick-resolving': [],
  'stacks/parts': ['handlers/contract'],
  'stacks/config': ['handlers/contract', 'stacks/problems'],
  'stacks/names': ['stacks/config'],
  'stacks/bundles': ['handlers/contract', 'stacks/problems'],
  'stacks/surroundings': [],
  'stacks/refusals': ['stacks/checks', 'stacks/problems', 'stacks/report'],
  'stacks/synthesize': ['stacks/quick-resolving', 'stacks/refusals', 'stacks/json-text'],
  'stacks/aws': [
    'handlers/contract',
    'stacks/config',
    'stacks/names',
    'stacks/parts',
    'stacks/bundles',
    'stacks/json-text',
    'stacks/resolved',
  ],
  'stacks/serving': [
    'handlers/contract',
    'stacks/config',
    'stacks/names',
    'stacks/parts',
    'stacks/aws',
    'stacks/json-text',
  ],
  // it reads parts, never the constructs that made them
  'stacks/datadog': ['handlers/contract', 'stacks/config', 'stacks/names', 'stacks/parts', 'stacks/json-text'],
  'stacks/checks': ['handlers/contract', 'stacks/config', 'stacks/parts'],
  'stacks/report': ['stacks/checks', 'stacks/parts'],
  'stacks/*-stack': ['handlers/contract', 'stacks/*'],
  'main.ts': ['stacks/*'],
  tools: ['handlers/*', 'stacks/*', 'main.ts'],
};

const HANDLER_MAY_IMPORT = ['handlers/contract', 'handlers/runtime'];

/** Where the infrastructure library may be imported, so that a move to its successor stays a rename. */
const MAY_IMPORT_CDKTF = [
  'main.ts',
  'stacks/*-stack',
  'stacks/aws',
  'stacks/serving',
  'stacks/datadog',
  'stacks/json-text',
  'stacks/resolved',
  'stacks/quick-resolving',
  'stacks/synthesize',
  'stacks/refusals',
];

/** The room that a file is in. */
function roomOf(file: string): string {
  if (/^stacks\/[\w-]+-stack\.ts$/.test(file)) return 'stacks/*-stack';
  const [top = '', second] = file.split('/');
  if (top === 'tools' || second === undefined) return top;
  return `${top}/${second.replace(/\.ts$/, '')}`;
}

/** A handler's own folder is a room of its own: no handler imports another. */
const allowedFrom = (room: string): readonly string[] =>
  MAY_IMPORT[room] ?? (room.startsWith('handlers/') ? HANDLER_MAY_IMPORT : []);

const fits = (room: string, pattern: string): boolean =>
  room === pattern || (pattern.endsWith('/*') && room.startsWith(pattern.slice(0, -1)));

interface Import {
  readonly from: string;
  /** A file of ours, or the name of a package. */
  readonly to: string;
  readonly ours: boolean;
}

async function importsOf(folders: readonly string[]): Promise<Import[]> {
  const files = await Promise.all(folders.map((folder) => readdir(folder, { recursive: true })));
  const entries = ['main.ts', ...files.flatMap((names, index) => names.map((name) => `${folders[index]}/${name}`))];
  const { metafile } = await build({
    entryPoints: entries.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts')),
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'dist/architecture',
    packages: 'external',
    platform: 'node',
    plugins: [
      {
        // esbuild drops imports of types, and those are arrows too
        name: 'types-count',
        setup: ({ onLoad }) =>
          onLoad({ filter: /\.ts$/ }, ({ path }) => ({
            contents: readFileSync(path, 'utf8').replace(
              /^(?:import|export) type [^;]*? from ('[^']+')/gm,
              'import $1',
            ),
            loader: 'ts',
          })),
      },
    ],
  });
  return Object.entries(metafile.inputs).flatMap(([from, input]) => importsIn(from, input));
}

const importsIn = (from: string, { imports }: Metafile['inputs'][string]): Import[] =>
  imports.map(({ path, external }) => ({ from, to: path, ours: external !== true }));

describe('the arrows between folders', () => {
  let imports: readonly Import[];

  beforeAll(async () => {
    imports = await importsOf(['handlers', 'stacks', 'tools']);
  }, 30_000);

  it('point one way', () => {
    const wrong = imports
      .filter(({ ours }) => ours)
      .map(({ from, to }) => ({ from, to, here: roomOf(from), there: roomOf(to) }))
      .filter(({ here, there }) => here !== there && !allowedFrom(here).some((pattern) => fits(there, pattern)))
      .map(({ from, to }) => `${from} imports ${to}`);
    expect(wrong).toEqual([]);
  });

  it('lead out of the contract between handlers and stacks nowhere at all', () => {
    const inside = (path: string) => path.startsWith('handlers/contract/');
    expect(imports.filter(({ from, to }) => inside(from) && !inside(to))).toEqual([]);
  });

  it('lead to the infrastructure library from a few places only', () => {
    const wrong = imports
      .filter(({ to }) => /^(cdktf|constructs|@cdktf\/)/.test(to))
      .filter(({ from }) => !MAY_IMPORT_CDKTF.includes(roomOf(from)))
      .map(({ from, to }) => `${from} imports ${to}`);
    expect(wrong).toEqual([]);
  });

  it('are seen at all: types count, and both worlds are there', () => {
    const has = (from: string, to: string) => imports.some((one) => one.from === from && one.to === to);
    expect(has('stacks/checks/check.ts', 'stacks/parts.ts')).toBe(true);
    expect(has('stacks/service-stack.ts', 'stacks/config/schema.ts')).toBe(true);
    expect(imports.some(({ from }) => from.startsWith('handlers/runtime/'))).toBe(true);
  });
});

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { unzipSync } from 'fflate';
import { archive } from '../../tools/bundle/archive';
import { bundleHandlers } from '../../tools/bundle/bundle-handlers';
import { overBudget } from '../../tools/bundle/size-budget';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bundle-'));
  cpSync('handlers', join(root, 'handlers'), { recursive: true });
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('bundleHandlers', () => {
  it("leaves Datadog's modules to the layer, and ships one file without source map", async () => {
    await bundleHandlers({ names: ['chat'], out: join(root, 'out'), root });
    const files = unzipSync(readFileSync(join(root, 'out/chat.zip')));
    expect(Object.keys(files)).toEqual(['index.js']);
    const code = Buffer.from(files['index.js'] ?? []).toString();
    expect(code).toMatch(/dd-trace/);
    expect(code).not.toMatch(/sourceMappingURL/);
    expect(existsSync(join(root, 'out/chat/index.js.map'))).toBe(true);
  });

  it('says which file and line does not build', async () => {
    mkdirSync(join(root, 'handlers/health'), { recursive: true });
    writeFileSync(join(root, 'handlers/health/index.ts'), 'export const handler = ;\n');
    await expect(bundleHandlers({ names: ['health'], out: join(root, 'out'), root })).rejects.toThrow(
      /"health" does not build:\n {2}- handlers\/health\/index\.ts:1: Unexpected/,
    );
  });
});

describe('bundles that were made of the same', () => {
  const out = () => join(root, 'out');
  const bundled = () => bundleHandlers({ names: ['health'], out: out(), root });
  const source = () => join(root, 'handlers/health/health.ts');
  const LONG_AGO = new Date(2001, 1, 1);

  /** Bundles once, ages the archive, lets something happen, and bundles again. */
  const writtenAgainAfter = async (happens: () => void): Promise<boolean> => {
    await bundled();
    utimesSync(join(out(), 'health.zip'), LONG_AGO, LONG_AGO);
    happens();
    await bundled();
    return statSync(join(out(), 'health.zip')).mtimeMs !== LONG_AGO.getTime();
  };

  it('are not made again, and say the same', async () => {
    const first = await bundled();
    expect(await bundled()).toEqual(first);
    expect(await writtenAgainAfter(() => undefined)).toBe(false);
  });

  it('are made again when the source has changed', async () => {
    const change = () => writeFileSync(source(), readFileSync(source(), 'utf8').replace("'ok'", "'fine'"));
    expect(await writtenAgainAfter(change)).toBe(true);
  });

  it('are made again when the archive is not what was written', async () => {
    expect(await writtenAgainAfter(() => writeFileSync(join(out(), 'health.zip'), 'cut sho'))).toBe(true);
  });

  it('are made again when one of them is gone', async () => {
    await bundled();
    rmSync(join(out(), 'health/index.js'));
    await bundled();
    expect(existsSync(join(out(), 'health/index.js'))).toBe(true);
  });
});

describe('overBudget', () => {
  it('finds a bundle that is too large, and names what weighs most', () => {
    expect(overBudget('health', { bytes: 30_000, modules: [{ name: 'lodash', bytes: 29_000 }] })).toEqual([
      'health has 30000 bytes, 20000 are allowed (tools/bundle/size-budget.ts); heaviest: lodash 29 kB',
    ]);
  });

  it('accepts one that fits', () => {
    expect(overBudget('health', { bytes: 20_000, modules: [] })).toEqual([]);
  });
});

describe('archive', () => {
  it('gives the same bytes whatever the order of the files', () => {
    const [a, b] = [Buffer.from('a'), Buffer.from('b')];
    expect(Buffer.from(archive({ 'x.js': a, 'y.js': b }))).toEqual(Buffer.from(archive({ 'y.js': b, 'x.js': a })));
  });
});

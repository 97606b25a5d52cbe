import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
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
  const filesIn = (zip: string) =>
    Object.entries(unzipSync(readFileSync(join(root, zip)))).map(([file, bytes]) => ({
      file,
      code: Buffer.from(bytes).toString(),
    }));

  it("leaves Datadog's modules to the layer, and the source maps out of the archive", async () => {
    await bundleHandlers({ names: ['chat'], out: join(root, 'out'), root });
    const files = filesIn('out/chat.zip');
    for (const { file, code } of files) {
      expect(file).toMatch(/^(index|chunk-[A-Z0-9]{8})\.js$/);
      expect(code).not.toMatch(/sourceMappingURL/);
    }
    const withTracer = files.filter(({ code }) => code.includes('"dd-trace"'));
    expect(withTracer.map(({ file }) => file)).toEqual(['index.js']);
    expect(withTracer[0]?.code).not.toMatch(/require\("[^."]*dd-trace/);
  });

  it('keeps, for stack traces, a map of each file that leads to our sources', async () => {
    await bundleHandlers({ names: ['chat'], out: join(root, 'out'), root });
    const { sources } = JSON.parse(readFileSync(join(root, 'out/chat/index.js.map'), 'utf8')) as { sources: string[] };
    expect(sources).toContain('handlers/chat/chat.ts');
  });

  it('puts what is imported later into a file of its own, which does not count at a cold start', async () => {
    const source = `
      export const handler = async () => (await import('./later')).words;`;
    writeFileSync(join(root, 'handlers/health/index.ts'), source);
    writeFileSync(join(root, 'handlers/health/later.ts'), `export const words = '${'later '.repeat(1_000)}';\n`);
    const { health } = await bundleHandlers({ names: ['health'], out: join(root, 'out'), root });
    expect(health?.bytes).toBeLessThan(2_000);
    expect(health?.shippedBytes).toBeGreaterThan(6_000);
    const { handler } = require(join(root, 'out/health/index.js')) as { handler(): Promise<string> };
    expect(await handler()).toMatch(/^later later/);
  });

  it('leaves no file of an earlier bundle behind', async () => {
    const bundled = () => bundleHandlers({ names: ['health'], out: join(root, 'out'), root });
    await bundled();
    writeFileSync(join(root, 'out/health/chunk-OLD00000.js'), '');
    writeFileSync(join(root, 'handlers/health/index.ts'), 'export const handler = () => 1;\n');
    await bundled();
    expect(readdirSync(join(root, 'out/health')).sort()).toEqual(['index.js', 'index.js.map']);
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
    const modules = [{ name: 'lodash', bytes: 29_000 }];
    expect(overBudget('health', { bytes: 30_000, shippedBytes: 30_001, modules })).toEqual([
      'health has 30000 bytes at a cold start, 20000 are allowed (tools/bundle/size-budget.ts); heaviest: lodash 29 kB',
      'health has 30001 bytes in all, 20000 are allowed (tools/bundle/size-budget.ts); heaviest: lodash 29 kB',
    ]);
  });

  it('accepts one that fits', () => {
    expect(overBudget('health', { bytes: 20_000, shippedBytes: 20_000, modules: [] })).toEqual([]);
  });
});

describe('archive', () => {
  it('gives the same bytes whatever the order of the files', () => {
    const [a, b] = [Buffer.from('a'), Buffer.from('b')];
    expect(Buffer.from(archive({ 'x.js': a, 'y.js': b }))).toEqual(Buffer.from(archive({ 'y.js': b, 'x.js': a })));
  });
});

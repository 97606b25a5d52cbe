import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

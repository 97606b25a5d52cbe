import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gather, type MadeStack } from '../../tools/overview/gather';
import { USAGE } from '../../tools/overview/options';

const run = (...args: string[]) =>
  spawnSync(process.execPath, ['tools/run.mjs', 'tools/overview.ts', ...args], { encoding: 'utf8' });

describe('gather', () => {
  let root: string;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'overview-'));
    for (const name of ['account-prod', 'gateway-prod']) {
      mkdirSync(join(root, 'stacks', name), { recursive: true });
      writeFileSync(join(root, 'stacks', name, 'cdk.tf.json'), '{"resource":{"aws_sqs_queue":{"jobs":{}}}}');
    }
    const chat = { bytes: 10, zipBytes: 5, sha256: 'ab', modules: [] };
    writeFileSync(join(root, 'manifest.json'), JSON.stringify({ handlers: { chat } }));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  const made = (id: string, config: MadeStack['config']): MadeStack => ({
    node: { id },
    config,
    parts: [],
    grants: [],
    checked: () => ({ findings: [], waived: [] }),
  });

  it('reads what was written, environments before accounts', () => {
    const stacks = [
      made('account-prod', { account: 'prod' }),
      made('gateway-prod', { service: 'gateway', env: 'prod' }),
    ];
    const { stacks: shown, bundles } = gather(stacks, root, root);
    expect(
      shown.map(({ name, family, member, jsonBytes, resources }) => [name, family, member, jsonBytes, resources.aws]),
    ).toEqual([
      ['gateway-prod', 'gateway', 'prod', 42, 1],
      ['account-prod', 'account', 'prod', 42, 1],
    ]);
    expect(bundles).toEqual([{ handler: 'chat', bytes: 10, zipBytes: 5, sha256: 'ab' }]);
  });
});

describe('the overview', () => {
  it('answers --help without making a plan', () => {
    const { status, stdout } = run('--help');
    expect([status, stdout]).toEqual([0, USAGE]);
  });

  it('refuses an option that it does not know', () => {
    const { status, stderr } = run('--jsn');
    expect(status).toBe(2);
    expect(stderr).toContain('there is no option "--jsn"');
  });
});

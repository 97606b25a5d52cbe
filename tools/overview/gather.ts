import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckResult } from '../../stacks/checks/checks';
import type { Synthesized } from '../../stacks/checks/plan';
import type { Grant, Part } from '../../stacks/parts';
import { type BundleOverview, type Overview, overviewOf } from '../../stacks/report/overview';

/** What the overview needs of a stack that `main.ts` made; both kinds of stack fit. */
export interface MadeStack {
  readonly node: { readonly id: string };
  readonly config: { readonly service: string; readonly env: string } | { readonly account: string };
  readonly parts: readonly Part[];
  readonly grants: readonly Grant[];
  checked(): CheckResult;
}

/** Reads what was just written to disk: the overview shows that, not what was meant. */
export const gather = (stacks: readonly MadeStack[], outdir: string, bundles: string): Overview => ({
  // environments are what people come for; accounts stand behind them
  stacks: [...stacks]
    .sort((a, b) => Number('account' in a.config) - Number('account' in b.config))
    .map((stack) => {
      const jsonPath = join(outdir, 'stacks', stack.node.id, 'cdk.tf.json');
      const json = readFileSync(jsonPath);
      return overviewOf({
        name: stack.node.id,
        ...('account' in stack.config
          ? { family: 'account', member: stack.config.account }
          : { family: stack.config.service, member: stack.config.env }),
        plan: JSON.parse(json.toString()) as Synthesized,
        parts: stack.parts,
        grants: stack.grants,
        checked: stack.checked(),
        jsonPath,
        jsonBytes: json.length,
      });
    }),
  bundles: bundlesIn(join(bundles, 'manifest.json')),
});

function bundlesIn(manifest: string): BundleOverview[] {
  if (!existsSync(manifest)) return [];
  const { handlers } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    handlers: Record<string, Omit<BundleOverview, 'handler'>>;
  };
  return Object.entries(handlers).map(([handler, { bytes, zipBytes, sha256 }]) => ({
    handler,
    bytes,
    zipBytes,
    sha256,
  }));
}

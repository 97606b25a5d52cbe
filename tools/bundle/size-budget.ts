import type { HandlerName } from '../../handlers/contract/routes';
import type { BundledHandler } from './bundle-handlers';

interface Budget {
  /** Most bytes of code that are loaded at a cold start. Raise it knowingly: each 100 kB costs about 10 ms. */
  readonly bytes: number;
  /** Most bytes in all, with what is loaded when it is first needed. */
  readonly shippedBytes: number;
}

const BUDGETS: Readonly<Record<HandlerName, Budget>> = {
  chat: { bytes: 400_000, shippedBytes: 650_000 },
  // four clients of AWS; nobody waits for the last two
  batches: { bytes: 800_000, shippedBytes: 1_000_000 },
  'batch-worker': { bytes: 700_000, shippedBytes: 800_000 },
  'batch-completed': { bytes: 750_000, shippedBytes: 850_000 },
  'budget-guard': { bytes: 250_000, shippedBytes: 500_000 },
  'rotate-datadog-key': { bytes: 400_000, shippedBytes: 400_000 },
  // nobody waits for it
  evaluate: { bytes: 600_000, shippedBytes: 700_000 },
  health: { bytes: 20_000, shippedBytes: 20_000 },
};

/** What is wrong with the size of a bundle, naming what weighs most at a cold start. */
export function overBudget(
  name: HandlerName,
  size: Pick<BundledHandler, 'bytes' | 'shippedBytes' | 'modules'>,
): string[] {
  const budget = BUDGETS[name];
  const heaviest = size.modules.slice(0, 5).map((module) => `${module.name} ${Math.round(module.bytes / 1_000)} kB`);
  const over = (what: keyof Budget, words: string): string[] =>
    size[what] <= budget[what]
      ? []
      : [
          `${name} has ${size[what]} bytes ${words}, ${budget[what]} are allowed (tools/bundle/size-budget.ts); heaviest: ${heaviest.join(', ')}`,
        ];
  return [...over('bytes', 'at a cold start'), ...over('shippedBytes', 'in all')];
}

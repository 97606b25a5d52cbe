import type { HandlerName } from '../../handlers/contract/routes';
import type { BundledHandler } from './bundle-handlers';

/** Most bytes of code that a function loads at a cold start. Raise one knowingly: each 100 kB costs about 10 ms. */
const BUDGET_BYTES: Readonly<Record<HandlerName, number>> = { chat: 400_000, health: 20_000 };

/** What is wrong with the size of a bundle, naming what weighs most. */
export function overBudget(name: HandlerName, { bytes, modules }: Pick<BundledHandler, 'bytes' | 'modules'>): string[] {
  const budget = BUDGET_BYTES[name];
  if (bytes <= budget) return [];
  const heaviest = modules.slice(0, 5).map((module) => `${module.name} ${Math.round(module.bytes / 1_000)} kB`);
  return [
    `${name} has ${bytes} bytes, ${budget} are allowed (tools/bundle/size-budget.ts); heaviest: ${heaviest.join(', ')}`,
  ];
}

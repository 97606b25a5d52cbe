import { knownModel } from './known-model';
import type { RuleProblem } from './rules';
import type { ServiceConfig } from './schema';

/** Economy saves: it neither asks a dearer model than usual nor lets it write more. */
export function economyProblems({ chat, models }: Pick<ServiceConfig, 'chat' | 'models'>): RuleProblem[] {
  const { model, maxOutputTokens } = chat.economy;
  const path = ['chat', 'economy'];
  const found: RuleProblem[] = [];
  if (maxOutputTokens > chat.maxOutputTokens) {
    found.push({
      path: [...path, 'maxOutputTokens'],
      message: `must be at most chat.maxOutputTokens (${chat.maxOutputTokens}), got ${maxOutputTokens}`,
    });
  }
  const price = (alias: string): number | undefined => {
    const config = models[alias];
    const known = config && knownModel(config);
    return known === undefined || 'problem' in known ? undefined : known.facts.price.output;
  };
  if (models[model] === undefined) {
    found.push({
      path: [...path, 'model'],
      message: `must be one of the models (${Object.keys(models).join(', ')}), got "${model}"`,
    });
  } else if ((price(model) ?? 0) > (price(chat.defaultModel) ?? Number.POSITIVE_INFINITY)) {
    found.push({
      path: [...path, 'model'],
      message: `must be no dearer than chat.defaultModel ("${chat.defaultModel}"), got "${model}"`,
    });
  }
  return found;
}

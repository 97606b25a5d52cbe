import { type KnownModel, knownModel } from './known-model';
import { timeProblems } from './model-turns';
import type { ModelConfig } from './models';
import type { RuleProblem } from './rules';
import type { ServiceConfig } from './schema';

type Config = Pick<ServiceConfig, 'chat' | 'models' | 'requirements'>;

/** How many times dearer a fallback may be: at ten times, an outage of the first spends a month's budget in three days. */
const DEAREST_FALLBACK = 10;

/** What is wrong between models, and between them and the rest of the config. */
export function modelProblems(config: Config): RuleProblem[] {
  const { models, chat } = config;
  const found: RuleProblem[] = [];
  if (models[chat.defaultModel] === undefined) {
    found.push({
      path: ['chat', 'defaultModel'],
      message: `must be one of the models (${Object.keys(models).join(', ')}), got "${chat.defaultModel}"`,
    });
  }
  for (const [alias, model] of Object.entries(models)) {
    const known = knownModel(model);
    found.push(...('problem' in known ? [fieldProblem(alias, known)] : ownProblems(alias, model, known, config)));
    const strange = fallbackProblems(alias, model, config);
    found.push(...strange);
    if (strange.length === 0) found.push(...timeProblems(alias, config));
  }
  return found;
}

const fieldProblem = (alias: string, { field, problem }: { field: string; problem: string }): RuleProblem => ({
  path: ['models', alias, field],
  message: problem,
});

function ownProblems(alias: string, model: ModelConfig, { facts }: KnownModel, { chat }: Config): RuleProblem[] {
  const found: RuleProblem[] = [];
  const own = model.maxOutputTokens;
  const onBedrock = model.kind === 'system-profile' || model.kind === 'application-profile';
  if (own !== undefined && own > Math.min(facts.maxOutputTokens, chat.maxOutputTokens)) {
    found.push({
      path: ['models', alias, 'maxOutputTokens'],
      message: `must be at most ${Math.min(facts.maxOutputTokens, chat.maxOutputTokens)}, the least of the model's own ceiling and chat.maxOutputTokens, got ${own}`,
    });
  } else if (onBedrock && own === undefined && chat.maxOutputTokens > facts.maxOutputTokens) {
    found.push({
      path: ['chat', 'maxOutputTokens'],
      message: `must be at most ${facts.maxOutputTokens}, the ceiling of models.${alias}, got ${chat.maxOutputTokens}; or give models.${alias} a maxOutputTokens of its own`,
    });
  }
  return found;
}

/** What is named by ARN is called where the functions are. */
export const modelPlaceProblems = ({ aws, models }: Pick<ServiceConfig, 'aws' | 'models'>): RuleProblem[] =>
  Object.entries(models).flatMap(([alias, model]) => {
    if (model.kind !== 'application-profile' && model.kind !== 'provisioned') return [];
    const [, , , region, account] = model.arn.split(':');
    if (region === aws.region && account === aws.accountId) return [];
    return [
      {
        path: ['models', alias, 'arn'],
        message: `must lie in aws.region (${aws.region}) and aws.accountId (${aws.accountId}), got ${region} and ${account}`,
      },
    ];
  });

/** What is wrong with who follows whom. */
function fallbackProblems(alias: string, { fallbacks = [] }: ModelConfig, { models }: Config): RuleProblem[] {
  return fallbacks.flatMap((other, index): RuleProblem[] => {
    const before = [alias, ...fallbacks.slice(0, index)];
    const message = fallbackProblem(other, before, models);
    return message === undefined ? [] : [{ path: ['models', alias, 'fallbacks', index], message }];
  });
}

/** @param before Who is asked before it, the alias itself first. */
function fallbackProblem(other: string, before: readonly string[], models: Config['models']): string | undefined {
  const fallback = Object.hasOwn(models, other) ? models[other] : undefined;
  if (fallback === undefined) return `must be one of the models (${Object.keys(models).join(', ')}), got "${other}"`;
  if (before.includes(other)) return `must not be asked twice, got "${other}"`;
  const known = knownModel(fallback);
  // said of the model itself
  if ('problem' in known) return undefined;
  const earlier = before.flatMap((name) => {
    const model = models[name] && knownModel(models[name]);
    return model === undefined || 'problem' in model
      ? []
      : [{ name, target: model.target, usd: model.facts.price.output }];
  });
  const same = earlier.find(({ target }) => target === known.target);
  if (same !== undefined) return `"${other}" stands for the same as "${same.name}": what fails there fails here`;
  const usd = known.facts.price.output;
  // of what costs nothing nothing is a multiple
  const cheap = earlier.find(
    (model) => model.name === before[0] && model.usd > 0 && usd > DEAREST_FALLBACK * model.usd,
  );
  return cheap === undefined
    ? undefined
    : `must be at most ${DEAREST_FALLBACK} times as dear as "${cheap.name}" (${cheap.usd} USD per million tokens written), got "${other}" (${usd}): an outage would spend the budget`;
}

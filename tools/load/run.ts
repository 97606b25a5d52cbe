import type { ModelTarget } from '../../handlers/contract/env';
import { costUsd } from '../../handlers/runtime/cost';
import type { ServiceConfig } from '../../stacks/config/schema';
import { ProblemsError } from '../../stacks/problems';
import { targetOf } from '../../stacks/serving/model-target';
import { type Ask, ask, type Sample } from './ask';
import type { LoadOptions } from './options';
import { signer } from './sign';
import { steady } from './steady';
import { type Summary, summaryOf } from './summary';

/** API Gateway has given up long before. */
const TIMEOUT_MS = 300_000;
/** A word of English, in tokens. A bound on what a run may cost, not a measure. */
const TOKENS_PER_WORD = 1.5;
const WORDS = 'the plan holds what runs and what watches it side by side so that nothing runs unwatched'.split(' ');

/** The models of an environment by alias, as far as prices go. */
export const modelsOf = ({ models }: Pick<ServiceConfig, 'models'>): Record<string, ModelTarget> =>
  Object.fromEntries(Object.entries(models).map(([alias, model]) => [alias, targetOf(model, alias)]));

/**
 * What all requests together could cost at most, in US dollars: each with its whole prompt and longest answer.
 *
 * @throws ProblemsError for a model that the environment has not.
 */
export function mostUsd({ rps, minutes, words, maxTokens, model, env }: LoadOptions, config: ServiceConfig): number {
  const models = modelsOf(config);
  const alias = model ?? config.chat.defaultModel;
  const target = models[alias];
  if (target === undefined) {
    throw new ProblemsError('The load cannot be sent:', [
      `--model must be one of ${env}'s models (${Object.keys(models).join(', ')}), got "${alias}"`,
    ]);
  }
  const inputTokens = words * TOKENS_PER_WORD;
  const one = costUsd(target, { inputTokens, outputTokens: maxTokens, cacheReadTokens: 0, cacheWriteTokens: 0 }) ?? 0;
  return one * rps * minutes * 60;
}

/** Sends the load to a root of the API and sums it up. */
export async function run(options: LoadOptions, root: string, config: ServiceConfig): Promise<Summary> {
  const seconds = options.minutes * 60;
  const sign = options.sign ? signer(config.aws.region) : async (request: Ask) => request;
  let sent = 0;
  const samples: Sample[] = await steady({ perSecond: options.rps, seconds }, async (due) => {
    sent += 1;
    return ask(await sign(request(options, root, sent)), due);
  });
  return summaryOf({ samples, seconds, models: modelsOf(config), requirements: config.requirements });
}

/** Each prompt begins with its number: neither a cache of ours nor one of the model's answers in its place. */
function request({ words, maxTokens, model, stream, headers }: LoadOptions, root: string, number: number): Ask {
  const filler = Array.from({ length: words }, (_, index) => WORDS[index % WORDS.length]);
  return {
    url: `${root}/v1/chat`,
    headers: {
      'content-type': 'application/json',
      accept: stream ? 'text/event-stream' : 'application/json',
      ...headers,
    },
    body: JSON.stringify({
      messages: [{ role: 'user', content: `Request ${number}. Sum this up: ${filler.join(' ')}` }],
      maxTokens,
      ...(model === undefined ? {} : { model }),
    }),
    timeoutMs: TIMEOUT_MS,
  };
}

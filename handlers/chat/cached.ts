import { costUsd } from '../runtime/cost';
import { fingerprint } from '../runtime/fingerprint';
import { factTags } from '../runtime/request-facts';
import { targetOf } from '../runtime/target-of';
import type { Tenant } from '../runtime/tenant';
import type { Answer } from './answer';
import type { ChatDependencies } from './dependencies';
import type { Exchange } from './exchange';
import type { Question } from './question';

/** A guardrail may judge otherwise tomorrow, and an answer that was cut off is none. */
const WHOLE = 'end_turn';

/**
 * The answer that the same question got before. Without one, the answer that is made will be kept.
 *
 * @throws ServiceError `unknown-model`
 */
export async function cached(
  { cache: wanted, models, ...question }: Question,
  tenant: Tenant,
  { facts, afterwards }: Exchange,
  { memories: { cache }, settings, telemetry }: Pick<ChatDependencies, 'memories' | 'settings' | 'telemetry'>,
): Promise<Answer | undefined> {
  if (cache === undefined) return undefined;
  if (!wanted) {
    facts.cache = 'off';
    return undefined;
  }
  const { guardrail } = settings;
  const target = targetOf(question.alias, models);
  const { baseModelId } = target;
  const key = fingerprint(tenant.id, 'question', { baseModelId, guardrail, ...question });
  const found = await cache.find(key);
  if (found === undefined) {
    facts.cache = 'miss';
    afterwards.add({
      answered: (answer) =>
        // not what a fallback said: it would be taken for what was asked for
        answer.model === question.alias && answer.stopReason === WHOLE ? cache.keep(key, answer) : undefined,
    });
    return undefined;
  }
  facts.cache = 'hit';
  const saved = costUsd(target, found.usage);
  if (saved !== undefined)
    telemetry.count('responseCacheSavedUsd', saved, {
      model_alias: question.alias,
      model: baseModelId,
      ...factTags(facts),
    });
  return { ...found, cached: true };
}

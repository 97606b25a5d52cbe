import type { ChatRequest } from '../contract/chat';
import type { ModelTargets } from '../contract/env';
import { unfit } from '../runtime/conversation';
import { ceilingOf, takesSampling } from '../runtime/model-facts';
import type { FieldProblem } from '../runtime/service-error';
import { targetOf } from '../runtime/target-of';

/**
 * Holds the parameters of a request against the model that it asks for. A fallback, or the model of an experiment, which the
 * caller has not chosen, goes without what it does not take.
 *
 * @throws ServiceError `invalid-request` that names each parameter that the model does not take, or `unknown-model`.
 */
export function checkParameters(
  request: ChatRequest,
  { models, defaultModel }: { readonly models: ModelTargets; readonly defaultModel: string },
): void {
  const alias = request.model ?? defaultModel;
  const target = targetOf(alias, models);
  const ceiling = ceilingOf(target);
  const refused = takesSampling(target) ? [] : (['temperature', 'topP'] as const);
  const problems: FieldProblem[] = refused
    .filter((field) => request[field] !== undefined)
    .map((field) => ({ field, message: `must be left out: the model "${alias}" does not take it` }));
  if (request.maxTokens !== undefined && request.maxTokens > ceiling)
    problems.push({ field: 'maxTokens', message: `must be at most ${ceiling} for the model "${alias}"` });
  if (problems.length > 0) throw unfit(problems);
}

import * as z from 'zod/mini';
import { BATCH_LIMITS, type BatchPrompt } from '../contract/batch';
import type { ModelTargets } from '../contract/env';
import { chatRequestOf, conversation, fieldProblems, text, turnProblems, unfit } from '../runtime/conversation';
import { once } from '../runtime/once';
import { targetOf } from '../runtime/target-of';

/** Problems that are named; of a thousand prompts with the same mistake nobody reads more. */
const MOST_PROBLEMS = 20;

const shape = once((maxOutputTokens: number) =>
  z.strictObject(
    {
      requests: z
        .array(
          z.strictObject(
            { id: z.optional(text(BATCH_LIMITS.maxIdCharacters)), ...conversation(maxOutputTokens) },
            'must be an object with messages',
          ),
          'must be a list of requests',
        )
        .check(
          z.minLength(1, 'must hold at least one request'),
          z.maxLength(BATCH_LIMITS.maxRequests, `must hold at most ${BATCH_LIMITS.maxRequests} requests`),
        ),
    },
    'must be a JSON object',
  ),
);

/**
 * The prompts out of a body: all of them fit, or none is taken.
 *
 * @throws ServiceError `invalid-request` that names fields that do not fit, and no value; `unknown-model`.
 */
export function batchRequest(
  body: unknown,
  { maxOutputTokens, models }: { readonly maxOutputTokens: number; readonly models: ModelTargets },
): BatchPrompt[] {
  const { success, data, error } = shape(maxOutputTokens).safeParse(body);
  if (!success) throw unfit(fieldProblems(error).slice(0, MOST_PROBLEMS));
  const { requests } = data;
  const turns = requests.flatMap(({ messages }, index) => turnProblems(messages, `requests.${index}.`));
  if (turns.length > 0) throw unfit(turns.slice(0, MOST_PROBLEMS));
  for (const [index, { model }] of requests.entries()) {
    if (model !== undefined) targetOf(model, models, `requests.${index}.model`);
  }
  return requests.map(({ id, ...request }) => ({ ...(id === undefined ? {} : { id }), ...chatRequestOf(request) }));
}

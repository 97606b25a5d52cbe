import * as z from 'zod/mini';
import { CHAT_LIMITS, type ChatRequest } from '../contract/chat';
import { chatRequestOf, conversation, fieldProblems, text, turnProblems, unfit } from '../runtime/conversation';
import { once } from '../runtime/once';

const share = z.number('must be a number').check(z.minimum(0, 'must be at least 0'), z.maximum(1, 'must be at most 1'));

const shape = once((maxOutputTokens: number) =>
  z.strictObject(
    {
      ...conversation(maxOutputTokens),
      temperature: z.optional(share),
      topP: z.optional(share),
      user: z.optional(text(CHAT_LIMITS.maxUserCharacters)),
      cache: z.optional(z.boolean('must be true or false')),
    },
    'must be a JSON object',
  ),
);

/**
 * A chat request out of a body.
 *
 * @throws ServiceError `invalid-request` that names every field that does not fit, and no value.
 */
export function chatRequest(body: unknown, maxOutputTokens: number): ChatRequest {
  const { success, data, error } = shape(maxOutputTokens).safeParse(body);
  if (!success) throw unfit(fieldProblems(error));
  const turns = turnProblems(data.messages);
  if (turns.length > 0) throw unfit(turns);
  const { temperature, topP, user, cache } = data;
  // no Claude model takes both: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html
  if (temperature !== undefined && topP !== undefined)
    throw unfit([{ field: 'topP', message: 'must be left out where temperature is given: models take one of them' }]);
  return {
    ...chatRequestOf(data),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(user === undefined ? {} : { user }),
    ...(cache === undefined ? {} : { cache }),
  };
}

import * as z from 'zod/mini';
import { CHAT_LIMITS, type ChatRequest } from '../contract/chat';
import { chatRequestOf, conversation, fieldProblems, text, turnProblems, unfit } from '../runtime/conversation';

const shape = (maxOutputTokens: number) =>
  z.strictObject(
    { ...conversation(maxOutputTokens), user: z.optional(text(CHAT_LIMITS.maxUserCharacters)) },
    'must be a JSON object',
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
  const { user } = data;
  return { ...chatRequestOf(data), ...(user === undefined ? {} : { user }) };
}

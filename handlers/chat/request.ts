import * as z from 'zod/mini';
import { CHAT_LIMITS, type ChatRequest } from '../contract/chat';
import { type FieldProblem, ServiceError } from '../runtime/service-error';

const text = (max: number) =>
  z
    .string('must be a string')
    .check(z.minLength(1, 'must not be empty'), z.maxLength(max, `must be at most ${max} characters`));

const message = z.strictObject(
  {
    role: z.enum(['user', 'assistant'], 'must be "user" or "assistant"'),
    content: text(CHAT_LIMITS.maxMessageCharacters),
  },
  'must be an object with role and content',
);

const shape = (maxOutputTokens: number) =>
  z.strictObject(
    {
      messages: z
        .array(message, 'must be a list of messages')
        .check(
          z.minLength(1, 'must hold at least one message'),
          z.maxLength(CHAT_LIMITS.maxMessages, `must hold at most ${CHAT_LIMITS.maxMessages} messages`),
        ),
      system: z.optional(text(CHAT_LIMITS.maxSystemCharacters)),
      maxTokens: z.optional(
        z
          .number('must be a whole number')
          .check(
            z.int('must be a whole number'),
            z.minimum(1, 'must be at least 1'),
            z.maximum(maxOutputTokens, `must be at most ${maxOutputTokens}`),
          ),
      ),
      model: z.optional(text(CHAT_LIMITS.maxAliasCharacters)),
    },
    'must be a JSON object',
  );

/**
 * A chat request out of a body.
 *
 * @throws ServiceError `invalid-request` that names every field that does not fit, and no value.
 */
export function chatRequest(body: unknown, maxOutputTokens: number): ChatRequest {
  const result = shape(maxOutputTokens).safeParse(body);
  const fields: FieldProblem[] = result.success
    ? turnProblems(result.data.messages)
    : result.error.issues.flatMap((issue) =>
        issue.code === 'unrecognized_keys'
          ? [
              {
                field: issue.path.join('.'),
                message: `has ${issue.keys.length} unknown field${issue.keys.length === 1 ? '' : 's'}`,
              },
            ]
          : [{ field: issue.path.join('.'), message: issue.message }],
      );
  if (!result.success || fields.length > 0) {
    throw new ServiceError('invalid-request', { detail: 'The request does not fit; see errors', fields });
  }
  const { messages, system, maxTokens, model } = result.data;
  return {
    messages,
    ...(system === undefined ? {} : { system }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(model === undefined ? {} : { model }),
  };
}

/** Claude wants turns: https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference.html */
function turnProblems(messages: ChatRequest['messages']): FieldProblem[] {
  const found: FieldProblem[] = [];
  for (const [index, { role }] of messages.entries()) {
    const expected = index % 2 === 0 ? 'user' : 'assistant';
    if (role !== expected)
      found.push({
        field: `messages.${index}.role`,
        message: `must be "${expected}": turns alternate, beginning with the user`,
      });
  }
  if (found.length === 0 && messages.length % 2 === 0) {
    found.push({
      field: `messages.${messages.length - 1}.role`,
      message: 'must be "user": there is nothing to answer',
    });
  }
  return found;
}

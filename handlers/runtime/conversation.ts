import * as z from 'zod/mini';
import { CHAT_LIMITS, type ChatRequest } from '../contract/chat';
import { type FieldProblem, ServiceError } from './service-error';

export const text = (max: number) =>
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

/** The fields of what a model is asked, for the schema of a request. */
export const conversation = (maxOutputTokens: number) => ({
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
});

type Parsed = z.output<z.ZodMiniObject<ReturnType<typeof conversation>>>;

/** Leaves out what was not given: a field that is there without a value is none of the contract's. */
export const chatRequestOf = ({ messages, system, maxTokens, model }: Parsed): ChatRequest => ({
  messages,
  ...(system === undefined ? {} : { system }),
  ...(maxTokens === undefined ? {} : { maxTokens }),
  ...(model === undefined ? {} : { model }),
});

/** What a schema found wrong, by the names of fields and without a value. */
export const fieldProblems = ({ issues }: z.core.$ZodError): FieldProblem[] =>
  issues.map((issue) =>
    issue.code === 'unrecognized_keys'
      ? {
          field: issue.path.join('.'),
          message: `has ${issue.keys.length} unknown field${issue.keys.length === 1 ? '' : 's'}`,
        }
      : { field: issue.path.join('.'), message: issue.message },
  );

export const unfit = (fields: readonly FieldProblem[]): ServiceError =>
  new ServiceError('invalid-request', { detail: 'The request does not fit; see errors', fields });

/**
 * Claude wants turns: https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference.html
 *
 * @param at Path of the conversation in the body, with the dot at its end. Default: the body itself.
 */
export function turnProblems(messages: ChatRequest['messages'], at = ''): FieldProblem[] {
  const found: FieldProblem[] = [];
  for (const [index, { role }] of messages.entries()) {
    const expected = index % 2 === 0 ? 'user' : 'assistant';
    if (role !== expected)
      found.push({
        field: `${at}messages.${index}.role`,
        message: `must be "${expected}": turns alternate, beginning with the user`,
      });
  }
  if (found.length === 0 && messages.length % 2 === 0) {
    found.push({
      field: `${at}messages.${messages.length - 1}.role`,
      message: 'must be "user": there is nothing to answer',
    });
  }
  return found;
}

/**
 * The shape of `POST /v1/chat`. The gateway refuses what does not fit `CHAT_REQUEST_SCHEMA` before a function is paid
 * for; the handler checks the same limits again with its own schema, because a function can be invoked without a gateway.
 */
export const CHAT_LIMITS = {
  /** Turns in one conversation. */
  maxMessages: 100,
  /** Characters of one message. */
  maxMessageCharacters: 200_000,
  /** Characters of the system prompt. */
  maxSystemCharacters: 50_000,
  /** Characters of a model alias. */
  maxAliasCharacters: 64,
  /** Bytes of the whole body; API Gateway itself stops at 10 MB, Lambda at 6 MB. */
  maxBodyBytes: 1_000_000,
} as const;

export interface ChatMessage {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

export interface ChatRequest {
  /** The conversation, oldest first; it starts and ends with a `user` message. */
  readonly messages: readonly ChatMessage[];
  /** Instructions that stand above the conversation. */
  readonly system?: string;
  /** Ceiling for the answer, in tokens. Default and maximum: the environment's `chat.maxOutputTokens`. */
  readonly maxTokens?: number;
  /** Which of the environment's models answers, by alias. Default: `chat.defaultModel`. */
  readonly model?: string;
}

export interface ChatResponse {
  /** The request id, as in the logs. */
  readonly id: string;
  /** The alias that answered. */
  readonly model: string;
  /** The answer; when `stopReason` is `guardrail_intervened`, the guardrail's own text. */
  readonly output: string;
  /** Bedrock's stop reason: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html */
  readonly stopReason: string;
  readonly usage: ChatUsage;
}

export interface ChatUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
}

/** JSON Schema draft 4, the draft that API Gateway models speak. */
export const CHAT_REQUEST_SCHEMA = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  title: 'ChatRequest',
  type: 'object',
  required: ['messages'],
  additionalProperties: false,
  properties: {
    messages: {
      type: 'array',
      minItems: 1,
      maxItems: CHAT_LIMITS.maxMessages,
      items: {
        type: 'object',
        required: ['role', 'content'],
        additionalProperties: false,
        properties: {
          role: { type: 'string', enum: ['user', 'assistant'] },
          content: { type: 'string', minLength: 1, maxLength: CHAT_LIMITS.maxMessageCharacters },
        },
      },
    },
    system: { type: 'string', minLength: 1, maxLength: CHAT_LIMITS.maxSystemCharacters },
    maxTokens: { type: 'integer', minimum: 1 },
    model: { type: 'string', minLength: 1, maxLength: CHAT_LIMITS.maxAliasCharacters },
  },
} as const;

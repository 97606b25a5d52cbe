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
  /** Characters of what a caller calls its user. */
  maxUserCharacters: 128,
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
  /**
   * How freely the answer is written, 0 to 1. Not together with `topP`, and refused for a model that takes neither; a fallback
   * that takes neither goes without.
   */
  readonly temperature?: number;
  /** Share of the likeliest words that are chosen among, 0 to 1. */
  readonly topP?: number;
  /** Which of the environment's models answers, by alias. Default: `chat.defaultModel`. */
  readonly model?: string;
  /**
   * Who the caller asks for, in a form that names nobody: the same user then gets the same variant of an experiment. It is
   * hashed at once, and kept and told nowhere.
   */
  readonly user?: string;
  /**
   * Whether the answer may be one that was given to the same question of the same tenant before, and may be kept for the next.
   * Default: the environment's `responseCache.byDefault`; `true` does nothing where there is no cache.
   */
  readonly cache?: boolean;
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
  /** What the model read and wrote for it: when the answer is an old one, at the time. */
  readonly usage: ChatUsage;
  /** The answer is from the response cache: no model was called. */
  readonly cached?: true;
  /** The answer is the one that a request under the same `Idempotency-Key` got before: no model was called. */
  readonly replayed?: true;
}

export interface ChatUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
}

/** A problem document, as the body of an answer or as the last event of a stream. https://www.rfc-editor.org/rfc/rfc9457 */
export interface Problem {
  /** `PROBLEM_TYPE` of errors.ts, and the code. */
  readonly type: string;
  readonly title: string;
  /** In a stream, what the status would have been: its 200 had gone out before. */
  readonly status: number;
  readonly detail: string;
  /** The request id, as in the logs. */
  readonly instance: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

/** What a caller accepts that wants the answer as it is made, and the type of what it then gets. */
export const EVENT_STREAM = 'text/event-stream';

/**
 * The server-sent events of a streamed answer, by name: any number of `delta`, then one `done` or one `error`. A stream
 * that ends with neither has broken off between us and the caller. https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export interface ChatEvents {
  /** The next words of the answer. */
  readonly delta: { readonly text: string };
  readonly done: Omit<ChatResponse, 'output'>;
  /** What went wrong after the first words; before them, the answer is a problem document with its own status. */
  readonly error: Problem;
}

/** What a model is asked, by chats and batches alike. */
export const CONVERSATION_PROPERTIES = {
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
} as const;

/** JSON Schema draft 4, the draft that API Gateway models speak. */
export const CHAT_REQUEST_SCHEMA = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  title: 'ChatRequest',
  type: 'object',
  required: ['messages'],
  additionalProperties: false,
  properties: {
    ...CONVERSATION_PROPERTIES,
    temperature: { type: 'number', minimum: 0, maximum: 1 },
    topP: { type: 'number', minimum: 0, maximum: 1 },
    user: { type: 'string', minLength: 1, maxLength: CHAT_LIMITS.maxUserCharacters },
    cache: { type: 'boolean' },
  },
} as const;

/** What a stand-in does with one request. */
export type Reply = (Answer | Exception | Broken | Page) & {
  /** Wait before the first byte, in milliseconds. Default 0. */
  readonly latencyMs?: number;
};

interface Answer {
  readonly kind: 'answer';
  readonly text?: string;
  /** `guardrail_intervened` for an answer that the guardrail has replaced. Default `end_turn`. */
  readonly stopReason?: string;
  readonly usage?: Usage;
  /** Of a stream only: wait before each word, in milliseconds. Default 0. */
  readonly deltaMs?: number;
}

/** An exception of the API, with the status that AWS gives it. */
interface Exception extends InTheMiddle {
  readonly kind: 'exception';
  readonly name: ExceptionName;
  readonly message?: string;
}

interface Broken extends InTheMiddle {
  readonly kind:
    | 'malformed' // a body, or an event, that is no JSON
    | 'incomplete' // JSON that lacks what Converse promises; a stream without its end
    | 'hang' // takes the request and never answers
    | 'cut' // takes the request and cuts the connection
    | 'bad-checksum'; // of a stream: an event damaged on its way; otherwise as `malformed`
}

/** Something that does not come from Bedrock at all, like a proxy's page. */
interface Page {
  readonly kind: 'page';
  readonly status: number;
  readonly body: string;
}

interface InTheMiddle {
  /** Of a stream only: how many words come first. Default: none; an exception is then no event but the whole answer. */
  readonly afterDeltas?: number;
  /** Of a stream only: wait before each of them, in milliseconds. Default 0. */
  readonly deltaMs?: number;
}

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadInputTokens?: number;
  readonly cacheWriteInputTokens?: number;
}

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html#API_runtime_ConverseStream_Errors */
export const EXCEPTIONS = {
  AccessDeniedException: 403,
  InternalServerException: 500,
  ModelErrorException: 424,
  ModelNotReadyException: 429,
  ModelStreamErrorException: 424,
  ModelTimeoutException: 408,
  ResourceNotFoundException: 404,
  ServiceQuotaExceededException: 400,
  ServiceUnavailableException: 503,
  ThrottlingException: 429,
  ValidationException: 400,
} as const;
export type ExceptionName = keyof typeof EXCEPTIONS;

const EVERY_KIND: Readonly<Record<Reply['kind'], true>> = {
  answer: true,
  exception: true,
  malformed: true,
  incomplete: true,
  hang: true,
  cut: true,
  'bad-checksum': true,
  page: true,
};
export const KINDS: readonly string[] = Object.keys(EVERY_KIND);

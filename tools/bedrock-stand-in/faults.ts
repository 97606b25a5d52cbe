/** What a stand-in does with one request. */
export type Reply =
  | { readonly kind: 'answer'; readonly text?: string; readonly stopReason?: string; readonly usage?: Usage }
  /** An exception of the API, with the status that AWS gives it. */
  | { readonly kind: 'exception'; readonly name: ExceptionName; readonly message?: string }
  /** 200, and a body that is no JSON. */
  | { readonly kind: 'malformed' }
  /** 200, and JSON that lacks what Converse promises. */
  | { readonly kind: 'incomplete' }
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** Takes the request and cuts the connection. */
  | { readonly kind: 'cut' };

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadInputTokens?: number;
  readonly cacheWriteInputTokens?: number;
}

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_Errors */
export const EXCEPTIONS = {
  AccessDeniedException: 403,
  InternalServerException: 500,
  ModelErrorException: 424,
  ModelNotReadyException: 429,
  ModelTimeoutException: 408,
  ResourceNotFoundException: 404,
  ServiceQuotaExceededException: 400,
  ServiceUnavailableException: 503,
  ThrottlingException: 429,
  ValidationException: 400,
} as const;
export type ExceptionName = keyof typeof EXCEPTIONS;

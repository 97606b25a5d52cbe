/** What a stand-in for an endpoint does with one request. */
export type EndpointReply = Answer | Exception | Broken;

interface Answer {
  readonly kind: 'answer';
  readonly text?: string;
  /** In OpenAI's words. Default `stop`. */
  readonly finishReason?: string;
  /** Of a stream: server-sent events, as TGI and vLLM send them, or lines of JSON, as LMI does. Default `events`. */
  readonly form?: 'events' | 'lines';
}

/** An exception of SageMaker Runtime. */
interface Exception extends InTheMiddle {
  readonly kind: 'exception';
  readonly name: EndpointExceptionName;
  readonly message?: string;
  /** Of `ModelError`: what the container answered. */
  readonly originalStatus?: number;
  /** Of a stream: whether a piece comes first that says who speaks and nothing else, as vLLM sends it. Default: no. */
  readonly wordless?: boolean;
  /** Of `ModelStreamError`. */
  readonly errorCode?: 'ModelInvocationTimeExceeded' | 'StreamBroken';
}

interface Broken extends InTheMiddle {
  readonly kind:
    | 'malformed' // what is no JSON
    | 'incomplete' // an answer that has not come to its end
    | 'no-usage' // one that has, and does not say what it used
    | 'said-error' // an error of the container's, with status 200
    | 'hang' // takes the request and never answers
    | 'cut'; // takes the request and cuts the connection
}

interface InTheMiddle {
  /** Of a stream: whether `WORDS_BEFORE_FAULT` come first. Default: no word does. */
  readonly midway?: boolean;
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html#API_runtime_InvokeEndpoint_Errors */
export const ENDPOINT_EXCEPTIONS = {
  AccessDeniedException: 403,
  InternalDependencyException: 530,
  InternalFailure: 500,
  InternalStreamFailure: 500,
  ModelError: 424,
  ModelNotReadyException: 429,
  ModelStreamError: 400,
  ServiceUnavailable: 503,
  ThrottlingException: 400,
  ValidationError: 400,
} as const;
export type EndpointExceptionName = keyof typeof ENDPOINT_EXCEPTIONS;

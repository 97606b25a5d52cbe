/**
 * Times that both sides must agree on. Function timeout, gateway timeout and latency thresholds are proven against these.
 * All in milliseconds.
 */
export const DEADLINES = {
  /** TCP and TLS to Bedrock. */
  connectTimeoutMs: 1_000,
  /** Calls to one model before giving up: the first and its retries. */
  maxAttempts: 2,
  /** Longest wait between two attempts (full jitter below it). */
  maxBackoffMs: 500,
  /** Kept back from the function's remaining time, to answer, log and flush telemetry. */
  reserveMs: 1_500,
  /** Longest cold start that we plan with: layer, tracer, bundle. The platform itself stops init at 10 s. */
  initMs: 3_000,
} as const;

/** One call to a table: what it keeps is worth waiting for, but not long. */
export const TABLE_CALL = {
  /** TCP and TLS to DynamoDB. */
  connectTimeoutMs: 150,
  /** One attempt: half of the deadline, so that a second one may find a host that answers. */
  attemptTimeoutMs: 200,
  /** The first and one more. */
  maxAttempts: 2,
  /** Longest wait between the two (full jitter below it). */
  maxBackoffMs: 20,
  /** For all of it, the loading of the client included; what has not come about by then has failed. */
  deadlineMs: 400,
  /** Failures in a row after which a table is left alone, in one execution environment. */
  failuresToOpen: 5,
  /** After so long one request tries it again. */
  coolDownMs: 10_000,
} as const;

/** One call to the table of batches: without it nothing is known of a batch, so it is asked longer than those of chat. */
export const BATCH_TABLE_CALL = {
  attemptTimeoutMs: 1_000,
  /** The first and two more; between them the SDK waits less than 200 ms in all. */
  maxAttempts: 3,
  /** For all of it; what has not come about by then has failed. */
  deadlineMs: 3_200,
} as const;

/**
 * How one request shares its time among a model and its fallbacks, and when a failing model is left out.
 *
 * A model behind which another could still be asked has `share` of the time left, retries included; the last one has all
 * of it. With 25 s left and one fallback, the first has 15 s and the second at least 10 s. The share bounds a whole answer,
 * and of a stream the time to its first words only: once they are out nobody else may answer, and the stream may take
 * all the time there is. An answer that takes longer than its share must be streamed, or have no fallback. A model may have
 * a time of its own instead, `timeoutMs` of its target.
 */
export const MODEL_CHAIN = {
  share: 0.6,
  /** With less time left no further model is asked. */
  minCallMs: 1_000,
  /** Failures in a row after which a model with others behind it is left out, in one execution environment. */
  failuresToOpen: 5,
  /** After so long one request tries it again. */
  coolDownMs: 30_000,
} as const;

/** API Gateway's default ceiling for a buffered integration: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
export const GATEWAY_MAX_TIMEOUT_MS = 29_000;

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

/** API Gateway's default ceiling for a buffered integration: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
export const GATEWAY_MAX_TIMEOUT_MS = 29_000;

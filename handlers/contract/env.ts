/**
 * Environment variables that a handler reads. The construct that makes the function must set each one (its type says so),
 * and the handler may read no other. Datadog's own `DD_*` variables are not listed: the layer reads them, not our code.
 */
export const CHAT_ENV = [
  /** `env` tag of every metric and log line. */
  'ENV',
  /** `service` tag of every metric and log line. */
  'SERVICE',
  /** `DEBUG` | `INFO` | `WARN` | `ERROR`. */
  'LOG_LEVEL',
  /** JSON of `ModelTargets`: what each model alias stands for. */
  'MODELS',
  /** The alias used when a request names none. */
  'DEFAULT_MODEL',
  /** Default and ceiling of `maxTokens`. A whole number. */
  'MAX_OUTPUT_TOKENS',
  /** An answer that took no longer than this counts as good for the latency SLO. Milliseconds. */
  'LATENCY_TARGET_MS',
  'GUARDRAIL_ID',
  'GUARDRAIL_VERSION',
] as const;
export type ChatEnv = Record<(typeof CHAT_ENV)[number], string>;

export const HEALTH_ENV = ['ENV', 'SERVICE', 'LOG_LEVEL', 'RELEASE'] as const;
export type HealthEnv = Record<(typeof HEALTH_ENV)[number], string>;

/** What stands behind an alias. */
export interface ModelTarget {
  /** What goes into the API call as `modelId`: the ARN of an application inference profile. */
  readonly modelId: string;
  /** The foundation model underneath, e.g. `anthropic.claude-haiku-4-5-20251001-v1:0`: names the price and the span. */
  readonly baseModelId: string;
  /** Whether the profile is geographic, which costs more than a global one. */
  readonly geographic: boolean;
  /** Aliases that are asked, in this order, when the model fails before the first byte of its answer. Default: none. */
  readonly fallbacks?: readonly string[];
}
export type ModelTargets = Readonly<Record<string, ModelTarget>>;

import type { ModelFacts } from './models';

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
  /** Which part of the authenticated identity is the tenant: `api-key`, `iam`, or `claim:` and the name of a token's claim. */
  'TENANT_FROM',
  /** `true` or `false`: whether prompts and answers may stand on LLM Observability spans. */
  'CONTENT_ON_SPANS',
  /** JSON of `Experiment`, or `none`. */
  'EXPERIMENT',
  /** JSON of `TenantLimits`, or `none`. */
  'TENANT_LIMITS',
  /** JSON of `ResponseCacheSetting`, or `off`. */
  'RESPONSE_CACHE',
  /** JSON of `IdempotencySetting`, or `off`. */
  'IDEMPOTENCY',
  /** JSON of `SampleSettings`, or `off`. */
  'SAMPLES',
  'GUARDRAIL_ID',
  'GUARDRAIL_VERSION',
  /** Name of the SSM parameter that holds a `ModeValue`. */
  'MODE_PARAMETER',
  /** JSON of `EconomySettings`: what answers in the mode economy. */
  'ECONOMY',
] as const;
export type ChatEnv = Record<(typeof CHAT_ENV)[number], string>;

/** What is kept of answers for requests that say nothing of an idempotency key. */
export interface ResponseCacheSetting {
  /** Physical name of the table `answers`. */
  readonly table: string;
  readonly ttlSeconds: number;
  /** Whether a request that does not say takes an answer from the cache. */
  readonly byDefault: boolean;
}

export interface IdempotencySetting {
  /** Physical name of the table `replays`. */
  readonly table: string;
  readonly ttlSeconds: number;
}
export const EVALUATE_ENV = [
  'ENV',
  'SERVICE',
  'LOG_LEVEL',
  /** JSON of `ModelTargets`. */
  'MODELS',
  /** Alias of the model that judges. */
  'JUDGE_MODEL',
  'GUARDRAIL_ID',
  'GUARDRAIL_VERSION',
  'CONTENT_ON_SPANS',
  'SAMPLES_BUCKET',
  /** Most samples of one run. A whole number. */
  'MAX_SAMPLES',
  'MODE_PARAMETER',
] as const;
export type EvaluateEnv = Record<(typeof EVALUATE_ENV)[number], string>;

export const HEALTH_ENV = [
  'ENV',
  'SERVICE',
  'LOG_LEVEL',
  'RELEASE',
  /** JSON of name to `host:port`: what a deep check connects to. `{}`: there is none. */
  'DEEP_CHECKS',
] as const;
export type HealthEnv = Record<(typeof HEALTH_ENV)[number], string>;

/** Of all three functions for batches. */
const BATCH_ENV = [
  'ENV',
  'SERVICE',
  'LOG_LEVEL',
  /** JSON of `ModelTargets`. */
  'MODELS',
  /** Name of the table `batches`. */
  'BATCH_TABLE',
  /** Name of the bucket that holds prompts and results. */
  'BATCH_BUCKET',
  /** JSON of `TenantLimits`, or `none`. */
  'TENANT_LIMITS',
] as const;

export const BATCHES_ENV = [
  ...BATCH_ENV,
  /** Where the prompts' messages go. */
  'BATCH_QUEUE_URL',
  'TENANT_FROM',
  'DEFAULT_MODEL',
  'MAX_OUTPUT_TOKENS',
  'GUARDRAIL_ID',
  'GUARDRAIL_VERSION',
  /** How long prompts and results are kept, as the bucket does. Days, a whole number. */
  'BATCH_RETENTION_DAYS',
  /** Name of the SSM parameter that holds a `ModeValue`. */
  'MODE_PARAMETER',
  /** JSON of `BatchInference`. */
  'BATCH_INFERENCE',
] as const;
export type BatchesEnv = Record<(typeof BATCHES_ENV)[number], string>;

export const BATCH_WORKER_ENV = [
  ...BATCH_ENV,
  'DEFAULT_MODEL',
  'MAX_OUTPUT_TOKENS',
  'GUARDRAIL_ID',
  'GUARDRAIL_VERSION',
  'CONTENT_ON_SPANS',
  /** A batch that was completed no later than this counts as good for the freshness SLO. Milliseconds. */
  'BATCH_TARGET_MS',
  'MODE_PARAMETER',
  /** JSON of `EconomySettings`. */
  'ECONOMY',
] as const;
export type BatchWorkerEnv = Record<(typeof BATCH_WORKER_ENV)[number], string>;

export const ROTATION_ENV = [
  'ENV',
  'SERVICE',
  'LOG_LEVEL',
  /** Where Datadog's API is, with a slash at the end. */
  'DATADOG_API_URL',
  /** The secret that is rotated. */
  'API_KEY_SECRET_ARN',
  /** The secret with which it is rotated. */
  'APPLICATION_KEY_SECRET_ARN',
  /** What the names of the keys that it makes begin with; the version of the secret follows. No other environment has the same. */
  'KEY_NAME_PREFIX',
] as const;
export type RotationEnv = Record<(typeof ROTATION_ENV)[number], string>;

export const BATCH_COMPLETED_ENV = [
  ...BATCH_ENV,
  'BATCH_QUEUE_URL',
  'BATCH_TARGET_MS',
  /** JSON of `BatchInference`. */
  'BATCH_INFERENCE',
] as const;
export type BatchCompletedEnv = Record<(typeof BATCH_COMPLETED_ENV)[number], string>;

/** How large batches go to Bedrock's own batch inference. */
export interface BatchInference {
  /** Aliases of the models for which it is used, each one of `BATCH_INFERENCE_MODELS`. None: everything goes through the queue. */
  readonly models: readonly string[];
  /** A batch of so many prompts, all for one of the models, goes there. At least `BATCH_LIMITS.minBedrockRecords`. */
  readonly fromRecords: number;
  /** What Bedrock becomes to read the prompts and to write the answers. */
  readonly roleArn: string;
  /** Key of the bucket. */
  readonly kmsKeyArn: string;
  /** First part of each job's name, which tells the environments of an account apart: letters, digits and hyphens, 30 at most. */
  readonly jobPrefix: string;
}

/** What stands behind an alias. */
export interface ModelTarget {
  /** How it is called. Default `converse`: Bedrock's Converse. `sagemaker`: an endpoint that takes chat completions. */
  readonly api?: 'converse' | 'sagemaker';
  /** What goes into the API call: the ARN of an inference profile or of provisioned throughput, or the name of an endpoint. */
  readonly modelId: string;
  /** The foundation model underneath, e.g. `anthropic.claude-haiku-4-5-20251001-v1:0`: names the price and the span. */
  readonly baseModelId: string;
  /** What is known of a model that `MODELS` does not list. */
  readonly facts?: ModelFacts;
  /** Whether the profile is geographic, which costs more than a global one. */
  readonly geographic: boolean;
  /** Aliases that are asked, in this order, when the model fails before the first byte of its answer. Default: none. */
  readonly fallbacks?: readonly string[];
  /** Time for its whole answer, or the first words of a stream, in milliseconds. Default: see `MODEL_CHAIN`. */
  readonly timeoutMs?: number;
  /** Longest answer, in tokens, where it is less than `MAX_OUTPUT_TOKENS`. */
  readonly maxOutputTokens?: number;
  /** Whether Bedrock keeps long beginnings of prompts. Default: it does not. */
  readonly promptCaching?: boolean;
}
export type ModelTargets = Readonly<Record<string, ModelTarget>>;

export const BUDGET_GUARD_ENV = [
  'ENV',
  'SERVICE',
  'LOG_LEVEL',
  /** Name of the SSM parameter that holds a `ModeValue`. */
  'MODE_PARAMETER',
  /** JSON of `GuardModes`. */
  'GUARD_MODES',
  /** The budget and the account whose messages count. */
  'BUDGET_NAME',
  'BUDGET_ACCOUNT',
] as const;
export type BudgetGuardEnv = Record<(typeof BUDGET_GUARD_ENV)[number], string>;

export interface EconomySettings {
  /** The alias that answers everybody. */
  readonly model: string;
  /** Ceiling of `maxTokens`, and what is taken without it. */
  readonly maxOutputTokens: number;
}

import type { ChatEnv, EconomySettings, HealthEnv } from '../../handlers/contract/env';
import type { SampleSettings } from '../../handlers/contract/evaluation';
import { HANDLERS, type HandlerName } from '../../handlers/contract/routes';
import type { ServiceConfig } from '../config/schema';
import { nameOf } from '../names';
import type { FunctionSize } from './handler-function';
import { tenantFrom, tenantLimits } from './tenants';

/** What the model side tells the chat function. */
export interface ChatModels {
  /** JSON of `ModelTargets`. */
  readonly targetsJson: string;
  readonly guardrailId: string;
  readonly guardrailVersion: string;
}

/** What the mode side tells it. */
export interface ChatMode {
  /** Of the SSM parameter. */
  readonly name: string;
}

const always = () => true;

const IS_THERE: Readonly<Record<HandlerName, (config: ServiceConfig) => boolean>> = {
  chat: always,
  health: always,
  batches: ({ batch }) => batch !== undefined,
  'batch-worker': ({ batch }) => batch !== undefined,
  'batch-completed': ({ batch }) => batch?.inference !== undefined,
  'budget-guard': ({ budget }) => budget.guard !== undefined,
  'rotate-datadog-key': ({ datadog }) => datadog.apiKey.rotation !== undefined,
  evaluate: ({ evaluation }) => evaluation !== undefined,
};

/** The handlers that an environment runs: some exist only where its config asks for them. */
export const handlersOf = (config: ServiceConfig): HandlerName[] =>
  HANDLERS.filter((handler) => IS_THERE[handler](config));

/** Without requirements no answer is too slow for the latency SLO: there is none. */
const NO_TARGET_MS = Number.MAX_SAFE_INTEGER;

export const chatEnvironment = (
  config: ServiceConfig,
  models: ChatModels,
  mode: ChatMode,
  samples?: SampleSettings,
): ChatEnv => ({
  ENV: config.env,
  SERVICE: config.service,
  LOG_LEVEL: config.chat.logLevel,
  MODELS: models.targetsJson,
  DEFAULT_MODEL: config.chat.defaultModel,
  MAX_OUTPUT_TOKENS: String(config.chat.maxOutputTokens),
  LATENCY_TARGET_MS: String(config.requirements?.latency.milliseconds ?? NO_TARGET_MS),
  TENANT_FROM: tenantFrom(config.api.auth),
  RESPONSE_CACHE: setting(config.responseCache, { table: nameOf(config, 'answers', 255) }),
  IDEMPOTENCY: setting(config.idempotency, { table: nameOf(config, 'replays', 255) }),
  CONTENT_ON_SPANS: String(config.data.contentOnSpans),
  SAMPLES: samples === undefined ? 'off' : JSON.stringify(samples),
  EXPERIMENT: config.experiment === undefined ? 'none' : JSON.stringify(config.experiment),
  TENANT_LIMITS: tenantLimits(config),
  GUARDRAIL_ID: models.guardrailId,
  GUARDRAIL_VERSION: models.guardrailVersion,
  MODE_PARAMETER: mode.name,
  ECONOMY: JSON.stringify(config.chat.economy satisfies EconomySettings),
});

/** JSON of what a handler is told of a thing that config may leave out. */
const setting = <T extends object>(given: T | undefined, beside: object): string =>
  given === undefined ? 'off' : JSON.stringify({ ...given, ...beside });

export const healthEnvironment = (config: ServiceConfig): HealthEnv => ({
  ENV: config.env,
  SERVICE: config.service,
  LOG_LEVEL: config.chat.logLevel,
  RELEASE: config.release,
  DEEP_CHECKS: JSON.stringify(config.health.deep ? deepChecks(config) : {}),
});

/** The functions lie in one network and security group: what health reaches, chat does. */
const deepChecks = ({ aws }: ServiceConfig): Record<string, string> => ({
  'bedrock-runtime': `bedrock-runtime.${aws.region}.amazonaws.com:443`,
});

/** Small: it answers from memory. Its concurrency bounds what an open route can cost. */
export const HEALTH_SIZE: FunctionSize = {
  memoryMb: 256,
  timeoutSeconds: 5,
  reservedConcurrency: 5,
  provisionedConcurrency: 0,
};

/** `batches` takes bodies of 4 MB and sends a thousand messages on; few callers do so at one time. */
export const BATCHES_SIZE: FunctionSize = {
  memoryMb: 1_024,
  timeoutSeconds: 28,
  reservedConcurrency: 10,
  provisionedConcurrency: 0,
};

/** `batch-completed` reads and writes the results of a thousand prompts, for one job after the other. */
export const COMPLETED_SIZE: FunctionSize = {
  memoryMb: 1_024,
  timeoutSeconds: 300,
  reservedConcurrency: 2,
  provisionedConcurrency: 0,
};

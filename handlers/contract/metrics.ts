/**
 * Every metric the handlers emit, once. The handlers send these constants, the Datadog side queries the same ones, so a
 * renamed metric cannot leave behind a monitor that never fires.
 *
 * All are Datadog distributions sent to the Extension, which adds nothing we rely on: `env` and `service` are sent with
 * each point. A count is a distribution of ones, read with `sum:...as_count()`.
 */
export interface CustomMetric {
  readonly name: string;
  /** Datadog's unit name: https://docs.datadoghq.com/metrics/units/ */
  readonly unit:
    | 'request'
    | 'millisecond'
    | 'minute'
    | 'token'
    | 'dollar'
    | 'error'
    | 'operation'
    | 'day'
    | 'fraction'
    | 'unit';
  /** Tag keys sent with every point. */
  readonly tags: readonly string[];
  /** What one point says. */
  readonly meaning: string;
}

const common = ['env', 'service'] as const;
/** Of the request, and of few values each: `normal` and `none` where nothing else is said. */
const perRequest = ['mode', 'variant'] as const;
const perModel = [...common, 'model_alias', 'model', ...perRequest] as const;

const perTenant = [...common, 'tenant'] as const;

export const METRICS = {
  chatRequests: {
    name: 'llm_service.chat.requests',
    unit: 'request',
    /** `outcome`: one of `OUTCOMES`; `latency`: `within` or `over` the latency target, `gone` when nobody waited for the answer. */
    tags: [...common, 'outcome', 'latency', ...perRequest],
    meaning: 'One request to POST /v1/chat was answered.',
  },
  modelCalls: {
    name: 'llm_service.model.calls',
    unit: 'request',
    /** `outcome`: `ok`, or the `ErrorCode` of what went wrong. */
    tags: [...perModel, 'outcome'],
    meaning: 'One call to a model ended, well or badly.',
  },
  modelLatency: {
    name: 'llm_service.model.latency',
    unit: 'millisecond',
    tags: [...perModel],
    meaning: 'How long one successful call to a model took, as the caller saw it.',
  },
  timeToFirstToken: {
    name: 'llm_service.model.time_to_first_token',
    unit: 'millisecond',
    tags: [...perModel],
    meaning: 'How long one streamed call took until the first words of its answer, whether or not it ended well.',
  },
  modelFallbacks: {
    name: 'llm_service.model.fallbacks',
    unit: 'request',
    /** `from`: alias that was asked for; `to`: alias that answered. */
    tags: [...common, 'from', 'to', ...perRequest],
    meaning: 'A fallback answered in place of the model that was asked for.',
  },
  circuitsOpened: {
    name: 'llm_service.model.circuits_opened',
    unit: 'request',
    tags: [...perModel],
    meaning: 'One execution environment leaves a model out for a while, because it failed so often in a row.',
  },
  guardrailInterventions: {
    name: 'llm_service.guardrail.interventions',
    unit: 'request',
    tags: [...perModel],
    meaning: 'The guardrail replaced a prompt or an answer.',
  },
  inputTokens: {
    name: 'llm_service.tokens.input',
    unit: 'token',
    tags: [...perModel],
    meaning: 'Tokens read by one call, cache reads and writes included.',
  },
  cacheReadTokens: {
    name: 'llm_service.tokens.cache_read',
    unit: 'token',
    tags: [...perModel],
    meaning: 'Tokens of one call that came from the prompt cache; sent where it was read or written.',
  },
  cacheSavedUsd: {
    name: 'llm_service.cost.cache_saved_usd',
    unit: 'dollar',
    tags: [...perModel],
    meaning: 'What the prompt cache saved on one call, in US dollars; below zero where it only wrote.',
  },
  outputTokens: {
    name: 'llm_service.tokens.output',
    unit: 'token',
    tags: [...perModel],
    meaning: 'Tokens written by one call.',
  },
  tableCalls: {
    name: 'llm_service.table.calls',
    unit: 'request',
    /** `table`: last part of its name; `result`: one of `TABLE_RESULTS`. */
    tags: [...common, 'table', 'result'],
    meaning: 'One call to a table ended, its retry included.',
  },
  tenantRequests: {
    name: 'llm_service.tenant.requests',
    unit: 'request',
    // a metric of its own: tenants times outcomes times variants would be many more points to pay for
    tags: [...perTenant],
    meaning: 'One chat request of a tenant was answered, well or badly.',
  },
  tenantCostUsd: {
    name: 'llm_service.tenant.cost.usd',
    unit: 'dollar',
    tags: [...perTenant],
    meaning: 'What one call cost that was made for a tenant, as `costUsd` says it.',
  },
  limitUsed: {
    name: 'llm_service.limits.used',
    unit: 'fraction',
    tags: [...perTenant],
    meaning: 'Share of its daily limit that a tenant had used when it asked for more, what is in flight included.',
  },
  limitRefusals: {
    name: 'llm_service.limits.refused',
    unit: 'request',
    /** `reason`: a `RefusalReason`. */
    tags: [...perTenant, 'reason'],
    meaning: 'One request was refused because its tenant has used up its daily limit.',
  },
  limitFailures: {
    name: 'llm_service.limits.failures',
    unit: 'error',
    /** `step`: `reserve` when a request was not held against its limit, `settle` when it was counted by its estimate. */
    tags: [...common, 'step'],
    meaning: 'The table of limits gave no answer.',
  },
  cacheRequests: {
    name: 'llm_service.cache.requests',
    unit: 'request',
    /** `result`: one of `CACHE_RESULTS`. */
    tags: [...common, 'result'],
    meaning: 'The response cache was asked for an answer, or given one to keep.',
  },
  responseCacheSavedUsd: {
    name: 'llm_service.cache.saved',
    unit: 'dollar',
    tags: [...perModel],
    meaning: 'What the model would have cost whose answer came from the response cache, in US dollars.',
  },
  replays: {
    name: 'llm_service.idempotency.requests',
    unit: 'request',
    /** `result`: one of `REPLAY_RESULTS`. */
    tags: [...common, 'result'],
    meaning: 'One request came with an idempotency key.',
  },
  costUsd: {
    name: 'llm_service.cost.usd',
    unit: 'dollar',
    tags: [...perModel],
    meaning: 'What one call cost by the dated price table in contract/models.ts, in US dollars.',
  },
  samples: {
    name: 'llm_service.quality.samples',
    unit: 'request',
    /** `result`: one of `SAMPLE_RESULTS` in contract/evaluation.ts. */
    tags: [...common, 'result'],
    meaning: 'One answer was to be kept, to be judged.',
  },
  evaluations: {
    name: 'llm_service.quality.evaluations',
    unit: 'request',
    /** `result`: one of `EVALUATION_RESULTS` in contract/evaluation.ts; the alias of the model that gave the answer, `unknown` of one that was not read. */
    tags: [...common, 'result', 'model_alias', 'variant'],
    meaning: 'One sample was judged, given up, or left for the next run.',
  },
  qualityScore: {
    name: 'llm_service.quality.score',
    unit: 'unit',
    tags: [...common, 'model_alias', 'variant'],
    meaning: 'Score that the judge gave to one answer, 1 to 5, under the model and variant that made it.',
  },
  oldestSample: {
    name: 'llm_service.quality.oldest_sample',
    unit: 'minute',
    tags: [...common],
    meaning: 'How long the oldest sample has waited that a run of the evaluation left behind; 0 when it left none.',
  },
  batchRequests: {
    name: 'llm_service.batch.requests',
    unit: 'request',
    /** `operation`: `create` or `read`; `outcome`: `ok` or an `ErrorCode`. */
    tags: [...common, 'operation', 'outcome'],
    meaning: 'One request to /v1/batches was answered.',
  },
  batchItems: {
    name: 'llm_service.batch.items',
    unit: 'request',
    /** `road`: `queue` or `bedrock`; `outcome`: one of `OUTCOMES`. */
    tags: [...common, 'road', 'outcome'],
    meaning: 'One prompt of a batch got its result, an answer or an error that will not go away.',
  },
  batchRetries: {
    name: 'llm_service.batch.retries',
    unit: 'request',
    /** `outcome`: the `ErrorCode` of what went wrong. */
    tags: [...common, 'road', 'outcome'],
    meaning: 'One prompt of a batch goes back to the queue, to be tried again.',
  },
  batchesCompleted: {
    name: 'llm_service.batch.completed',
    unit: 'request',
    /** `freshness`: `within` or `over` the target of the batch freshness SLO. */
    tags: [...common, 'road', 'freshness'],
    meaning: 'One batch has all its results.',
  },
  batchCompletionTime: {
    name: 'llm_service.batch.completion_time',
    unit: 'millisecond',
    tags: [...common, 'road'],
    meaning: 'How long one batch took from its request to its last result.',
  },
  secretRotations: {
    name: 'llm_service.secret.rotations',
    unit: 'operation',
    /** `step`: one of `ROTATION_STEPS`, or `report`; `outcome`: a `RotationOutcome`. */
    tags: [...common, 'secret', 'step', 'outcome'],
    meaning: 'One step of a rotation, or a report in between, ended well or badly.',
  },
  secretAge: {
    name: 'llm_service.secret.age',
    unit: 'day',
    tags: [...common, 'secret'],
    meaning: 'How long ago the value of a secret was put there.',
  },
  modeLookUps: {
    name: 'llm_service.mode.lookups',
    unit: 'request',
    /** `result`: one of `MODE_LOOK_UP_RESULTS`. */
    tags: [...common, 'result'],
    meaning: 'One look-up of the mode ended. After one that is not ok, the last known mode stays, or normal.',
  },
  guardMessages: {
    name: 'llm_service.guard.messages',
    unit: 'request',
    /** `action`: one of `GUARD_ACTIONS`. */
    tags: [...common, 'action'],
    meaning: 'The budget guard has dealt with one message about money, or could not.',
  },
} as const satisfies Record<string, CustomMetric>;

/** How a call to a table ends. A condition that does not hold is an answer like any other: `ok`. `skipped`: nobody called, because too many calls had failed. */
export const TABLE_RESULTS = ['ok', 'throttled', 'timeout', 'unreachable', 'failed', 'skipped'] as const;
export type TableResult = (typeof TABLE_RESULTS)[number];

/**
 * Values of the `latency` tag that the latency SLO counts. A caller who goes before the answer is whole, `gone`, has neither
 * had it in time nor waited too long: such a request is good for nothing and bad for nothing.
 */
export const JUDGED_LATENCIES = ['within', 'over'] as const;

/** What the response cache had: `error` when nobody knows; and what became of an answer to keep. */
export const CACHE_RESULTS = ['hit', 'miss', 'error', 'stored', 'not-stored'] as const;
export type CacheResult = (typeof CACHE_RESULTS)[number];

/** What an idempotency key meant; `error`: the table did not say, and the request went on without. */
export const REPLAY_RESULTS = ['first', 'replayed', 'in-progress', 'reused', 'error'] as const;
export type ReplayResult = (typeof REPLAY_RESULTS)[number];

export type MetricKey = keyof typeof METRICS;

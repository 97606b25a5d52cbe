import {
  CHAT_REQUEST_SCHEMA,
  type ChatRequest,
  type ChatResponse,
  CONVERSATION_PROPERTIES,
  type Problem,
} from './chat';

/**
 * The shapes of `POST /v1/batches` and `GET /v1/batches/{id}`, and of what lies behind them: bucket, queue and table. Prompts
 * and answers lie in the bucket alone; messages and table carry ids and numbers.
 */
export const BATCH_LIMITS = {
  /** Prompts in one batch. Their numbers are kept in one item of the table, 400 kB at most. */
  maxRequests: 1_000,
  /** Characters of a caller's own id of a prompt. */
  maxIdCharacters: 64,
  /** Bytes of the whole body. Lambda takes an event of 6 MB, in which each quote and line break of the body counts twice. */
  maxBodyBytes: 4_000_000,
  /** Records without which Bedrock takes no batch inference job. https://docs.aws.amazon.com/general/latest/gr/bedrock.html */
  minBedrockRecords: 100,
} as const;

/**
 * Foundation models that take batch inference jobs, of those in `models.ts`.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-supported.html, as of 2026-09-11
 */
export const BATCH_INFERENCE_MODELS: readonly string[] = [
  'anthropic.claude-sonnet-4-6',
  'anthropic.claude-haiku-4-5-20251001-v1:0',
];

/** Batch inference costs half of what the same call costs. https://aws.amazon.com/bedrock/pricing/ */
export const BATCH_INFERENCE_PRICE_FACTOR = 0.5;

/** How long an address of results can be used, in seconds. Whoever has it can read them: it is never logged. */
export const RESULTS_URL_SECONDS = 300;

export interface BatchPrompt extends Pick<ChatRequest, 'messages' | 'system' | 'maxTokens' | 'model'> {
  /** The caller's own name for this prompt, repeated in its result. Default: none; `index` tells results apart. */
  readonly id?: string;
}

/** A line of the prompts as they are kept. */
export interface KeptPrompt extends BatchPrompt {
  /** What was put by for it out of its tenant's limit, as `Use`. Absent: nobody counts. */
  readonly reserved?: { readonly nanoUsd: number; readonly tokens: number };
}

export interface BatchRequest {
  readonly requests: readonly BatchPrompt[];
}

/**
 * `accepting`: not all of it is on its way yet. `cancelled`: it could not be accepted, or somebody stopped its job, and nothing
 * more of it runs; the same request with the same Idempotency-Key takes it up again.
 */
export type BatchStatus = 'accepting' | 'running' | 'completed' | 'cancelled';

/** `queue`: prompt by prompt through our own worker. `bedrock`: one batch inference job, at half the price. */
export type BatchRoad = 'queue' | 'bedrock';

/** The answer to both: 202 to POST, 200 to GET. */
export interface BatchResponse {
  readonly id: string;
  readonly status: BatchStatus;
  readonly road: BatchRoad;
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  /** ISO 8601, as are the next two. */
  readonly createdAt: string;
  /** When the last result was there. */
  readonly completedAt?: string;
  /** When prompts and results are deleted. */
  readonly expiresAt: string;
  readonly links: {
    /** Path that tells how far it is. */
    readonly self: string;
    /** Once completed: where its results are, as JSON Lines of `BatchResult`, for `RESULTS_URL_SECONDS`. */
    readonly results?: string;
  };
}

/** One line of the results, in the order of the requests. */
export type BatchResult = {
  /** Place in the request, from 0. */
  readonly index: number;
  /** As in the request. */
  readonly id?: string;
} & (
  | ({ readonly status: 'succeeded' } & Omit<ChatResponse, 'id'>)
  | { readonly status: 'failed'; readonly error: Omit<Problem, 'instance'> }
);

/** JSON Schema draft 4, the draft that API Gateway models speak. */
export const BATCH_REQUEST_SCHEMA = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  title: 'BatchRequest',
  type: 'object',
  required: ['requests'],
  additionalProperties: false,
  properties: {
    requests: {
      type: 'array',
      minItems: 1,
      maxItems: BATCH_LIMITS.maxRequests,
      items: {
        type: 'object',
        required: CHAT_REQUEST_SCHEMA.required,
        additionalProperties: false,
        properties: {
          id: { type: 'string', minLength: 1, maxLength: BATCH_LIMITS.maxIdCharacters },
          ...CONVERSATION_PROPERTIES,
        },
      },
    },
  },
} as const;

/** Body of a queue message: which prompt of which batch. */
export interface BatchMessage {
  readonly batch: string;
  readonly index: number;
}

/** Where things lie in the batch bucket. Everything of a batch is below one prefix. */
export const BATCH_KEYS = {
  /** What a policy names: all batches. */
  prefix: 'batches/',
  /** The prompts: a `KeptPrompt` a line. */
  requests: (id: string) => `batches/${id}/requests.jsonl`,
  /** The result of one prompt: one line of `BatchResult`. */
  result: (id: string, index: number) => `batches/${id}/results/${index}.jsonl`,
  /** Results that came out of a batch inference job, a line each. */
  bedrockResults: (id: string) => `batches/${id}/results/bedrock.jsonl`,
  /** All results; written when the last one is there. */
  results: (id: string) => `batches/${id}/results.jsonl`,
  /** What a batch inference job reads. Its role may read it, of any batch, and list the bucket. */
  bedrockInput: (id: string) => `batches/${id}/bedrock/input.jsonl`,
  /** What it writes: `<job id>/input.jsonl.out` below. Its role may write there, for any batch. */
  bedrockOutput: (id: string) => `batches/${id}/bedrock/output/`,
} as const;

/**
 * One batch, an item of the table `batches`. The table's key is `pk`, a string: the id of a batch, or `<batch>#<index>` of a
 * prompt. Its time to live is in `expiresAt`, in seconds.
 *
 * Which prompts are done is kept as two sets of numbers: to add a number twice changes nothing, so nothing is counted twice
 * however often it is delivered.
 */
export interface BatchItem {
  readonly id: string;
  readonly expiresAt: number;
  /** Who sent it, as telemetry names them. Nobody else can see it. */
  readonly tenant: string;
  /** The same as metrics name them. */
  readonly metricTenant: string;
  /** Random: whoever put the item there, or put by for it anew, knows by it that it was them. */
  readonly attempt: string;
  readonly status: BatchStatus;
  readonly road: BatchRoad;
  readonly total: number;
  /** SHA-256 of the request: whether a second one with the same Idempotency-Key is the same. */
  readonly fingerprint: string;
  /** Milliseconds since the epoch, as is the next. */
  readonly createdAt: number;
  readonly completedAt?: number;
  /** Places of the prompts that have an answer, and of those that cannot get one. DynamoDB knows no empty set. */
  readonly succeeded?: ReadonlySet<number>;
  readonly failed?: ReadonlySet<number>;
  /** ARN of the batch inference job. */
  readonly job?: string;
  /**
   * Day on whose limit of the tenant all prompts count, done or not. Those that are not done are put by there, unless the batch
   * is cancelled. Absent: nobody counts.
   */
  readonly quotaDay?: string;
  /** The job has ended, and what it did not answer is on its way through the queue. */
  readonly jobTaken?: true;
}

/** Somebody works at one prompt: the other item of that table, `<batch>#<index>`. A second delivery meanwhile waits. */
export interface BatchClaim {
  readonly expiresAt: number;
  /** Until when, in milliseconds since the epoch. */
  readonly heldUntil: number;
}

/** The event that tells of the end of a batch inference job. https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-eventbridge.html */
export const BATCH_JOB_EVENT = {
  source: 'aws.bedrock',
  detailType: 'Batch Inference Job State Change',
  /** Of `detail.status`: those after which a job does nothing more. */
  ends: ['Completed', 'PartiallyCompleted', 'Failed', 'Stopped', 'Expired'],
} as const;

/**
 * The other event of `batch-completed`, from a schedule: it looks for jobs that have ended without being told, because
 * Bedrock's events are best effort.
 */
export const BATCH_SWEEP_EVENT = { sweep: true } as const;

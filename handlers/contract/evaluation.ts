import type { ChatMessage } from './chat';

/** Where samples lie in their bucket. */
export const SAMPLE_PREFIXES = {
  /** To be judged, the oldest first. */
  waiting: 'waiting/',
  /** Judged and failed: kept for people to look at, until they expire. What passed is deleted. */
  failed: 'failed/',
} as const;

/** What chat needs to know to keep samples. */
export interface SampleSettings {
  readonly bucket: string;
  /** Share of answers that are kept. */
  readonly share: number;
}

/** An answer as it is kept, to be judged. It names nobody: no tenant, no user. */
export interface Sample {
  /** The request id. */
  readonly id: string;
  /** ISO 8601. */
  readonly keptAt: string;
  /** The request's span, which the evaluation is joined to. */
  readonly span?: { readonly traceId: string; readonly spanId: string };
  readonly modelAlias: string;
  readonly variant: string;
  readonly system?: string;
  readonly messages: readonly ChatMessage[];
  readonly output: string;
}

export const SAMPLING = {
  /** Longest that a request waits for its sample to be kept, in milliseconds. */
  timeoutMs: 500,
  /** Bytes; a longer conversation is not kept: judging it would cost more than it tells. */
  maxBytes: 100_000,
} as const;

export const EVALUATION = {
  /** What Datadog calls it: `@evaluations.custom.quality`. */
  label: 'quality',
  /** The judge's scale begins at 1. */
  maxScore: 5,
  /** From this score on an answer has passed. */
  passScore: 4,
  /** Samples judged at one time. */
  atOnce: 4,
  /** Time for one judgement, retries included, in milliseconds. */
  judgeTimeoutMs: 20_000,
  /** A score and braces around it. */
  judgeMaxTokens: 64,
  /** Times that the judge is asked about one sample before it is given up. */
  judgeAttempts: 2,
} as const;

/** What became of an answer that was to be judged. */
export const SAMPLE_RESULTS = ['kept', 'lost'] as const;

/** What became of a sample: `unjudged` is given up, `postponed` waits for the next run. */
export const EVALUATION_RESULTS = ['pass', 'fail', 'unjudged', 'postponed'] as const;
/** Those that say something of the answer. */
export const JUDGED = ['pass', 'fail'] as const satisfies readonly EvaluationResult[];
export type EvaluationResult = (typeof EVALUATION_RESULTS)[number];

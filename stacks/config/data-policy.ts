import * as z from 'zod';
import { count } from './fields';
import type { RuleProblem } from './rules';
import type { ServiceConfig } from './schema';

const SECONDS_PER_DAY = 86_400;

/**
 * What may become of prompts and answers: the one place that says where they may be beside their way through, and for how
 * long. Each store encrypts them under a customer key and lets them expire by these days.
 */
export const DATA_POLICY = z.strictObject({
  /** Whether prompts and answers may stand on LLM Observability spans, and so leave for Datadog. */
  contentOnSpans: z.boolean(),
  /** Longest time that something may be kept, in days. */
  keepDays: z.strictObject({
    /** Answers in the response cache. */
    answers: count(1, 30),
    /** Answers kept for callers who send the same request again by its `Idempotency-Key`. */
    replays: count(1, 30),
    /** Prompts and results of batches. */
    batches: count(1, 90),
  }),
  /** Prompts and answers that are kept so that their quality can be judged. Absent: none are. */
  samples: z
    .strictObject({
      /** Share of answers, 0.02. */
      share: z.number().gt(0, 'must be above 0; leave samples out to keep none').max(1),
      /** Days after which a sample is gone, judged or not. */
      keepDays: count(1, 90),
    })
    .optional(),
});

/** Whether what keeps content keeps to the policy. */
export function dataProblems({
  data,
  responseCache,
  idempotency,
}: Pick<ServiceConfig, 'data' | 'responseCache' | 'idempotency'>): RuleProblem[] {
  const kept = [
    { section: 'responseCache', ttlSeconds: responseCache?.ttlSeconds, store: 'answers' },
    { section: 'idempotency', ttlSeconds: idempotency?.ttlSeconds, store: 'replays' },
  ] as const;
  return kept.flatMap(({ section, ttlSeconds = 0, store }) => {
    const days = data.keepDays[store];
    const longest = days * SECONDS_PER_DAY;
    return ttlSeconds <= longest
      ? []
      : [
          {
            path: [section, 'ttlSeconds'],
            message: `must be at most data.keepDays.${store} (${days} days, ${longest} s), got ${ttlSeconds}`,
          },
        ];
  });
}

import * as z from 'zod/mini';
import type { BatchResult } from '../contract/batch';
import type { ChatUsage } from '../contract/chat';

/** One answer out of the output of a batch inference job. */
export interface JobAnswer {
  readonly index: number;
  readonly text: string;
  readonly stopReason: string;
  readonly usage: ChatUsage;
}

const tokens = z._default(z.number().check(z.nonnegative()), 0);

/**
 * One line of the output that is a whole answer, as far as we look at it.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-results.html
 */
const line = z.object({
  recordId: z.string().check(z.regex(/^\d{1,11}$/)),
  modelOutput: z.object({
    output: z._default(
      z.object({ message: z.object({ content: z.array(z.object({ text: z._default(z.string(), '') })) }) }),
      { message: { content: [] } },
    ),
    stopReason: z.string(),
    usage: z.object({
      inputTokens: tokens,
      outputTokens: tokens,
      cacheReadInputTokens: tokens,
      cacheWriteInputTokens: tokens,
    }),
    trace: z.object({ guardrail: z.record(z.string(), z.unknown()) }),
  }),
});

/**
 * The answers of a job, by their place, each once. Left out is what is no whole answer, and what carries no proof that the
 * guardrail was applied: those prompts are answered in another way.
 *
 * @param total Prompts of the batch.
 */
export function answersIn(output: string, total: number): JobAnswer[] {
  const answers = new Map<number, JobAnswer>();
  for (const text of output.split('\n')) {
    const answer = answerOf(parsed(text));
    if (answer !== undefined && answer.index < total) answers.set(answer.index, answer);
  }
  return [...answers.values()].sort((a, b) => a.index - b.index);
}

function answerOf(told: unknown): JobAnswer | undefined {
  const { success, data } = line.safeParse(told);
  if (!success) return undefined;
  const { output, stopReason, usage } = data.modelOutput;
  return {
    index: Number(data.recordId),
    text: output.message.content.map(({ text }) => text).join(''),
    stopReason,
    usage: {
      inputTokens: usage.inputTokens,
      outputTokens: usage.outputTokens,
      cacheReadTokens: usage.cacheReadInputTokens,
      cacheWriteTokens: usage.cacheWriteInputTokens,
    },
  };
}

/** The line of the results. */
export const resultOf = ({ index, text, stopReason, usage }: JobAnswer, model: string, id?: string): BatchResult => ({
  index,
  ...(id === undefined ? {} : { id }),
  status: 'succeeded',
  model,
  output: text,
  stopReason,
  usage,
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

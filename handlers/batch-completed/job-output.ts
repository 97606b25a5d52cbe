import type { BatchResult } from '../contract/batch';
import type { ChatUsage } from '../contract/chat';

/** One answer out of the output of a batch inference job. */
export interface JobAnswer {
  readonly index: number;
  readonly text: string;
  readonly stopReason: string;
  readonly usage: ChatUsage;
}

/** One line of the output, as far as we look at it. https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-results.html */
interface OutputLine {
  readonly recordId?: unknown;
  readonly modelOutput?: {
    readonly output?: { readonly message?: { readonly content?: readonly { readonly text?: string }[] } };
    readonly stopReason?: string;
    readonly usage?: Readonly<Record<string, number | undefined>>;
    readonly trace?: { readonly guardrail?: unknown };
  };
}

/**
 * The answers of a job, by their place, each once. Left out is what is no whole answer, and what carries no proof that the
 * guardrail was applied: those prompts are answered in another way.
 *
 * @param total Prompts of the batch.
 */
export function answersIn(output: string, total: number): JobAnswer[] {
  const answers = new Map<number, JobAnswer>();
  for (const line of output.split('\n')) {
    const answer = answerOf(parsed(line));
    if (answer !== undefined && answer.index < total) answers.set(answer.index, answer);
  }
  return [...answers.values()].sort((a, b) => a.index - b.index);
}

function answerOf({ recordId, modelOutput }: OutputLine): JobAnswer | undefined {
  const { output, stopReason, usage, trace } = modelOutput ?? {};
  const whole = typeof recordId === 'string' && /^\d{1,11}$/.test(recordId) && typeof stopReason === 'string';
  if (!whole || usage === undefined || trace?.guardrail === undefined) return undefined;
  return {
    index: Number(recordId),
    text: (output?.message?.content ?? []).map(({ text }) => text ?? '').join(''),
    stopReason,
    usage: {
      inputTokens: usage['inputTokens'] ?? 0,
      outputTokens: usage['outputTokens'] ?? 0,
      cacheReadTokens: usage['cacheReadInputTokens'] ?? 0,
      cacheWriteTokens: usage['cacheWriteInputTokens'] ?? 0,
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

function parsed(line: string): OutputLine {
  try {
    return (JSON.parse(line) ?? {}) as OutputLine;
  } catch {
    return {};
  }
}

import { EVALUATION, type Sample } from '../contract/evaluation';
import { measuredCall } from '../runtime/measured-call';
import type { CallModel, ModelCall } from '../runtime/model-client';
import type { Telemetry } from '../runtime/telemetry';
import { materialOf, RUBRIC, scoreIn } from './rubric';

export interface JudgeDependencies {
  readonly alias: string;
  readonly target: ModelCall['target'];
  readonly guardrail: ModelCall['guardrail'];
  readonly callModel: CallModel;
  readonly telemetry: Telemetry;
}

/**
 * What the judge makes of a sample.
 *
 * @returns A score, or nothing where it gives none that can be read.
 * @throws ServiceError when it cannot be asked.
 */
export async function judged(
  sample: Sample,
  remainingMs: () => number,
  { alias, target, guardrail, ...dependencies }: JudgeDependencies,
): Promise<number | undefined> {
  for (let attempt = 1; attempt <= EVALUATION.judgeAttempts; attempt += 1) {
    const { text } = await measuredCall(
      alias,
      {
        target,
        guardrail,
        system: RUBRIC,
        messages: [{ role: 'user', content: materialOf(sample) }],
        maxTokens: EVALUATION.judgeMaxTokens,
        timeoutMs: Math.min(EVALUATION.judgeTimeoutMs, remainingMs()),
      },
      {},
      dependencies,
    );
    const score = scoreIn(text);
    if (score !== undefined) return score;
  }
  return undefined;
}

import { askModels } from '../runtime/ask-models';
import { promptTokens } from '../runtime/cost';
import type { Answer } from './answer';
import type { ChatDependencies } from './dependencies';
import type { Exchange } from './exchange';
import type { Question } from './question';

/** The answer of a model, or of one that stands in for it. @throws ServiceError of what kept all of them from answering */
export async function ask(
  { alias: wanted, cache: _, models, ...question }: Question,
  { facts, reply, report, remainingMs }: Exchange,
  dependencies: ChatDependencies,
): Promise<Answer> {
  const { guardrail } = dependencies.settings;
  const { onText, gone, begun } = reply;
  const { alias, target, answer } = await askModels(
    {
      alias: wanted,
      call: {
        ...question,
        guardrail,
        ...(onText === undefined ? {} : { onText }),
        ...(gone === undefined ? {} : { gone }),
      },
      remainingMs,
      begun,
      onFailure: report.modelFailed,
    },
    facts,
    { ...dependencies, models },
  );
  const { text, stopReason, usage, attempts } = answer;
  report.model({
    model: target.baseModelId,
    model_alias: alias,
    stop_reason: stopReason,
    input_tokens: promptTokens(usage),
    output_tokens: usage.outputTokens,
    attempts,
  });
  return { model: alias, stopReason, usage, output: text };
}

import { costUsd, factsOf, promptTokens } from './cost';
import type { CallModel, ModelAnswer, ModelCall } from './model-client';
import { ServiceError } from './service-error';
import type { Telemetry } from './telemetry';

/** Stop reason of an answer that the guardrail has replaced. */
export const GUARDRAIL = 'guardrail_intervened';

/** Calls a model with its span and its metrics. @throws what the call throws */
export async function measuredCall(
  alias: string,
  call: ModelCall,
  { callModel, telemetry }: { readonly callModel: CallModel; readonly telemetry: Telemetry },
): Promise<ModelAnswer> {
  const { target, onText } = call;
  const tags = { model_alias: alias, model: target.baseModelId };
  const provider = factsOf(target.baseModelId)?.provider ?? 'unknown';
  const started = performance.now();
  let firstTextMs: number | undefined;
  const timed = (take: NonNullable<typeof onText>) => (text: string) => {
    if (firstTextMs === undefined) {
      firstTextMs = performance.now() - started;
      telemetry.count('timeToFirstToken', firstTextMs, tags);
    }
    return take(text);
  };
  try {
    const answer = await telemetry.llm({ baseModelId: target.baseModelId, provider, alias }, async () => {
      const made = await callModel(onText === undefined ? call : { ...call, onText: timed(onText) });
      return firstTextMs === undefined ? made : { ...made, firstTextMs };
    });
    telemetry.count('modelCalls', 1, { ...tags, outcome: 'ok' });
    telemetry.count('modelLatency', performance.now() - started, tags);
    telemetry.count('inputTokens', promptTokens(answer.usage), tags);
    telemetry.count('outputTokens', answer.usage.outputTokens, tags);
    const cost = costUsd(target, answer.usage);
    if (cost !== undefined) telemetry.count('costUsd', cost, tags);
    if (answer.stopReason === GUARDRAIL) telemetry.count('guardrailInterventions', 1, tags);
    return answer;
  } catch (error) {
    telemetry.count('modelCalls', 1, { ...tags, outcome: error instanceof ServiceError ? error.code : 'internal' });
    throw error;
  }
}

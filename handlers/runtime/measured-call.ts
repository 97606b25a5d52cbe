import type { ChatUsage } from '../contract/chat';
import { cacheSavedUsd, costUsd, promptTokens } from './cost';
import type { CallModel, ModelAnswer, ModelCall } from './model-client';
import { GUARDRAIL, outcomeOfError } from './outcome';
import { factTags, type RequestFacts } from './request-facts';
import type { Telemetry } from './telemetry';

/** Calls a model with its span and its metrics. @throws what the call throws */
export async function measuredCall(
  alias: string,
  call: ModelCall,
  facts: RequestFacts,
  { callModel, telemetry }: { readonly callModel: CallModel; readonly telemetry: Telemetry },
): Promise<ModelAnswer> {
  const { target, onText } = call;
  const tags = { model_alias: alias, model: target.baseModelId, ...factTags(facts) };
  const started = performance.now();
  let firstTextMs: number | undefined;
  const timed = (take: NonNullable<typeof onText>) => (text: string) => {
    if (firstTextMs === undefined) {
      facts.firstTextAt = performance.now();
      firstTextMs = facts.firstTextAt - started;
      telemetry.count('timeToFirstToken', firstTextMs, tags);
    }
    return take(text);
  };
  const countCache = (usage: ChatUsage): void => {
    if (usage.cacheReadTokens + usage.cacheWriteTokens === 0) return;
    telemetry.count('cacheReadTokens', usage.cacheReadTokens, tags);
    const saved = cacheSavedUsd(target, usage);
    if (saved !== undefined) telemetry.count('cacheSavedUsd', saved, tags);
  };
  try {
    const answer = await telemetry.llm({ alias, call }, facts, async () => {
      const made = await callModel(onText === undefined ? call : { ...call, onText: timed(onText) });
      return firstTextMs === undefined ? made : { ...made, firstTextMs };
    });
    telemetry.count('modelCalls', 1, { ...tags, outcome: 'ok' });
    telemetry.count('modelLatency', performance.now() - started, tags);
    telemetry.count('inputTokens', promptTokens(answer.usage), tags);
    telemetry.count('outputTokens', answer.usage.outputTokens, tags);
    const cost = costUsd(target, answer.usage);
    if (cost !== undefined) {
      telemetry.count('costUsd', cost, tags);
      if (facts.metricTenant !== undefined) telemetry.count('tenantCostUsd', cost, { tenant: facts.metricTenant });
    }
    countCache(answer.usage);
    if (answer.stopReason === GUARDRAIL) telemetry.count('guardrailInterventions', 1, tags);
    return answer;
  } catch (error) {
    telemetry.count('modelCalls', 1, { ...tags, outcome: outcomeOfError(error) });
    throw error;
  }
}

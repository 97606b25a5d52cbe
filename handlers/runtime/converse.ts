import { factsOf } from './cost';
import type { ModelCall } from './model-client';

export type Asked = Pick<ModelCall, 'target' | 'messages' | 'system' | 'maxTokens' | 'guardrail'>;

/** What Bedrock is asked: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html */
export const converse = ({ target, messages, system, maxTokens, guardrail }: Asked) => ({
  modelId: target.modelId,
  messages: messages.map(({ role, content }) => ({ role, content: [{ text: content }] })),
  ...(system === undefined ? {} : { system: [{ text: system }] }),
  // never left out: Bedrock reserves a model's maximum from the quota when it is; and a fallback may write less than the first
  inferenceConfig: { maxTokens: Math.min(maxTokens, factsOf(target.baseModelId)?.maxOutputTokens ?? maxTokens) },
  guardrailConfig: { guardrailIdentifier: guardrail.id, guardrailVersion: guardrail.version },
});

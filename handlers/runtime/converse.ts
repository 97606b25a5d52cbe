import type { ContentBlock, SystemContentBlock } from '@aws-sdk/client-bedrock-runtime';
import { cachePoints } from './cache-points';
import type { ModelCall } from './model-client';
import { ceilingOf, takesSampling } from './model-facts';

export type Asked = Pick<
  ModelCall,
  'target' | 'messages' | 'system' | 'maxTokens' | 'temperature' | 'topP' | 'guardrail'
>;

const CACHE_POINT = { cachePoint: { type: 'default' } } as const;

/** What Bedrock is asked: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html */
export function converse(asked: Asked) {
  const { target, messages, system, guardrail } = asked;
  const { afterSystem, afterMessages } = cachePoints(asked);
  const last = messages.length - 1;
  return {
    modelId: target.modelId,
    messages: messages.map(({ role, content }, index) => ({
      role,
      content: [{ text: content }, ...(afterMessages && index === last ? [CACHE_POINT] : [])] as ContentBlock[],
    })),
    ...(system === undefined
      ? {}
      : { system: [{ text: system }, ...(afterSystem ? [CACHE_POINT] : [])] as SystemContentBlock[] }),
    // never left out: Bedrock reserves a model's maximum from the quota when it is
    inferenceConfig: parametersOf(asked),
    guardrailConfig: { guardrailIdentifier: guardrail.id, guardrailVersion: guardrail.version },
  };
}

/** What a model takes of what was asked: a fallback may write less than the first, and refuse what that takes. */
export const parametersOf = ({
  target,
  maxTokens,
  temperature,
  topP,
}: Pick<Asked, 'target' | 'maxTokens' | 'temperature' | 'topP'>) => ({
  maxTokens: Math.min(maxTokens, ceilingOf(target)),
  ...(temperature === undefined || !takesSampling(target) ? {} : { temperature }),
  ...(topP === undefined || !takesSampling(target) ? {} : { topP }),
});

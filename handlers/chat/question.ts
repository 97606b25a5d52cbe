import type { ChatRequest } from '../contract/chat';
import type { ChatSettings } from './dependencies';

/** What a model is asked: the request, with everything decided that the caller has left open. */
export interface Question extends Pick<ChatRequest, 'messages' | 'system' | 'temperature' | 'topP'> {
  /** Alias of the model. */
  readonly alias: string;
  readonly maxTokens: number;
}

export const questionOf = (
  { messages, system, temperature, topP, model, maxTokens }: ChatRequest,
  { defaultModel, maxOutputTokens }: Pick<ChatSettings, 'defaultModel' | 'maxOutputTokens'>,
): Question => ({
  alias: model ?? defaultModel,
  messages,
  ...(system === undefined ? {} : { system }),
  maxTokens: maxTokens ?? maxOutputTokens,
  ...(temperature === undefined ? {} : { temperature }),
  ...(topP === undefined ? {} : { topP }),
});

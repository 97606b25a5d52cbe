import type { ChatRequest } from '../contract/chat';
import type { ModelTargets } from '../contract/env';
import { MODE_RETRY_AFTER_SECONDS, type Mode } from '../contract/modes';
import { ServiceError } from '../runtime/service-error';
import { targetOf } from '../runtime/target-of';
import type { ChatSettings } from './dependencies';

/** What a model is asked: the request, with everything decided that the caller has left open. */
export interface Question extends Pick<ChatRequest, 'messages' | 'system' | 'temperature' | 'topP'> {
  /** Alias of the model. */
  readonly alias: string;
  readonly maxTokens: number;
  /** Whether an old answer will do. */
  readonly cache: boolean;
  /** The models that may be asked, with who stands in for whom. */
  readonly models: ModelTargets;
}

type Defaults = Pick<ChatSettings, 'models' | 'defaultModel' | 'maxOutputTokens' | 'cacheByDefault' | 'economy'>;

/**
 * What the service in this mode asks a model. Economy has one model for all, whichever they name: the answer says which.
 * Cache-only looks into the cache for all who do not refuse that.
 *
 * @throws ServiceError `blocked`
 */
export function questionOf(mode: Mode, request: ChatRequest, defaults: Defaults): Question {
  const question = asAsked(request, defaults);
  switch (mode) {
    case 'normal':
      return question;
    case 'cache-only':
      return { ...question, cache: request.cache ?? true };
    case 'economy':
      return economical(question, defaults);
    case 'blocked':
      throw new ServiceError('blocked', { retryAfterSeconds: MODE_RETRY_AFTER_SECONDS });
    default:
      return unknownMode(mode);
  }
}

/** To throw where the cache has no answer and no model may be asked. */
export const notInCache = (): ServiceError =>
  new ServiceError('not-in-cache', { retryAfterSeconds: MODE_RETRY_AFTER_SECONDS });

const asAsked = (
  { messages, system, temperature, topP, model, maxTokens, cache }: ChatRequest,
  { models, defaultModel, maxOutputTokens, cacheByDefault }: Defaults,
): Question => ({
  alias: model ?? defaultModel,
  messages,
  ...(system === undefined ? {} : { system }),
  maxTokens: maxTokens ?? maxOutputTokens,
  ...(temperature === undefined ? {} : { temperature }),
  ...(topP === undefined ? {} : { topP }),
  cache: cache ?? cacheByDefault,
  models,
});

function economical(question: Question, { economy: { model: alias, maxOutputTokens }, models }: Defaults): Question {
  // who stands in for the cheap one may be dear
  const { fallbacks: _, ...alone } = targetOf(alias, models);
  return {
    ...question,
    alias,
    maxTokens: Math.min(question.maxTokens, maxOutputTokens),
    models: { ...models, [alias]: alone },
  };
}

function unknownMode(mode: never): never {
  throw new Error(`nothing says how a request is answered in the mode ${String(mode)}`);
}

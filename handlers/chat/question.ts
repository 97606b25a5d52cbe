import type { ChatRequest } from '../contract/chat';
import type { Mode } from '../contract/modes';
import { type Addressed, economical } from '../runtime/economy';
import { refusal } from '../runtime/refuse-in';
import type { ChatSettings } from './dependencies';

/** What a model is asked: the request, with everything decided that the caller has left open. */
export interface Question extends Addressed, Pick<ChatRequest, 'messages' | 'system' | 'temperature' | 'topP'> {
  /** Whether an old answer will do. */
  readonly cache: boolean;
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
      return economical(question, defaults.economy);
    case 'blocked':
      // not even an old answer
      throw refusal('blocked');
    default:
      return unknownMode(mode);
  }
}

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

function unknownMode(mode: never): never {
  throw new Error(`nothing says how a request is answered in the mode ${String(mode)}`);
}

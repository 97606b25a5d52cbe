import type { ChatResponse } from '../contract/chat';

/** An answer, wherever it is from: a model, the response cache or an earlier request. */
export type Answer = Omit<ChatResponse, 'id'>;

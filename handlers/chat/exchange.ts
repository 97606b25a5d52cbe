import { DEADLINES } from '../contract/deadlines';
import { type RequestEvent, requestIdOf } from '../runtime/http';
import type { LiveAnswer } from '../runtime/live-answer';
import type { RequestFacts } from '../runtime/request-facts';
import { type Afterwards, afterwards } from './afterwards';
import type { ChatContext, ChatDependencies } from './dependencies';
import { type Reply, replyTo } from './reply';
import { type Report, reporter } from './report';

/** One request on its way through the steps: what each of them may use and add to. */
export interface Exchange {
  readonly event: RequestEvent;
  readonly requestId: string;
  readonly facts: RequestFacts;
  readonly report: Report;
  readonly reply: Reply;
  readonly afterwards: Afterwards;
  /** Time until the answer must be there, in milliseconds. */
  readonly remainingMs: () => number;
}

export function exchangeOf(
  event: RequestEvent,
  context: ChatContext,
  dependencies: ChatDependencies,
  live: LiveAnswer | undefined,
): Exchange {
  const requestId = requestIdOf(event, context);
  const facts: RequestFacts = {};
  return {
    event,
    requestId,
    facts,
    report: reporter(requestId, facts, dependencies),
    reply: replyTo(event, requestId, live),
    afterwards: afterwards(),
    remainingMs: () => context.getRemainingTimeInMillis() - DEADLINES.reserveMs,
  };
}

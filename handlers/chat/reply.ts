import type { APIGatewayProxyResult } from 'aws-lambda';
import { type ChatEvents, EVENT_STREAM } from '../contract/chat';
import { accepts, json, problem, problemOf, type RequestEvent } from '../runtime/http';
import type { LiveAnswer } from '../runtime/live-answer';
import type { ServiceError } from '../runtime/service-error';
import type { Answer } from './answer';

/** How the answer goes out: as it is made to who asks for that, otherwise whole. */
export interface Reply {
  /** Takes the next words of a model's answer; absent when the answer goes out whole. A promise when the caller is slow. */
  readonly onText?: (text: string) => Promise<void> | undefined;
  /** Fires when the caller has gone, where that can be known. */
  readonly gone?: AbortSignal;
  /** Whether words have gone out. */
  begun(): boolean;
  /** @returns what is left to return: nothing when the answer went out live. */
  answer(answer: Answer): APIGatewayProxyResult | undefined;
  /** @returns as `answer`. */
  problem(error: ServiceError): APIGatewayProxyResult | undefined;
}

export function replyTo(event: RequestEvent, requestId: string, live: LiveAnswer | undefined): Reply {
  const stream = live !== undefined && accepts(event, EVENT_STREAM) ? live : undefined;
  const gone = live === undefined ? {} : { gone: live.gone };
  if (stream === undefined) {
    return {
      ...gone,
      begun: () => false,
      answer: ({ output, ...about }) => json(requestId, { id: requestId, ...about, output }),
      problem: (error) => problem(requestId, error),
    };
  }
  const send = <K extends keyof ChatEvents>(name: K, data: ChatEvents[K]) => stream.send(requestId, name, data);
  return {
    ...gone,
    onText: (text) => send('delta', { text }),
    begun: () => stream.begun,
    answer: ({ output, ...about }) => {
      // an old answer: no model has sent it word by word
      if (about.cached === true || about.replayed === true) void send('delta', { text: output });
      void send('done', { id: requestId, ...about });
      stream.end();
      return undefined;
    },
    problem: (error) => {
      if (!stream.begun) return problem(requestId, error);
      void send('error', problemOf(requestId, error));
      stream.end();
      return undefined;
    },
  };
}

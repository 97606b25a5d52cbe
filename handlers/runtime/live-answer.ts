import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import type { RequestEvent } from './http';

/** An answer that goes out as it is made, as server-sent events. */
export interface LiveAnswer {
  /** Fires when the caller has gone before the end. */
  readonly gone: AbortSignal;
  /** Whether the head has gone out, and with it the status. */
  readonly begun: boolean;
  /** Sends an event, before the first of them the head. A promise when the caller reads more slowly than we write. */
  send(requestId: string, name: string, data: unknown): Promise<void> | undefined;
  end(): void;
}

/** Makes an answer: whole, or nothing when it went out live. */
export type Answering = (
  event: RequestEvent,
  context: Context,
  live: LiveAnswer,
) => Promise<APIGatewayProxyResult | undefined>;

/**
 * Whether this is Lambda's own runtime, which brings the means along. To look whether the global exists is not enough: the
 * AWS SDK makes an empty one where there is none.
 * https://github.com/awslabs/aws-lambda-invoke-store
 */
export const canStream = (): boolean =>
  typeof (globalThis as { awslambda?: Partial<typeof awslambda> }).awslambda?.streamifyResponse === 'function';

/**
 * A handler whose answer Lambda streams, for a whole answer as well: a function speaks one of Lambda's two protocols.
 * https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html
 */
export const streamed = (answer: Answering) =>
  awslambda.streamifyResponse<RequestEvent>(async (event, stream, context) => {
    const result = await answer(event, context, liveAnswer(stream));
    if (result === undefined) return;
    const { statusCode, headers = {}, body } = result;
    const out = awslambda.HttpResponseStream.from(stream, { statusCode, headers });
    // the head goes out with the first `write`, and only then: Lambda's runtime does not look at what `end` is given
    out.write(body);
    out.end();
  });

function liveAnswer(stream: awslambda.HttpResponseStream): LiveAnswer {
  const gone = new AbortController();
  let out: awslambda.HttpResponseStream | undefined;
  let ended = false;
  const over = (): void => {
    if (!ended) gone.abort();
  };
  stream.once('close', over);
  // with nobody to take it, an error of the stream would end the process
  stream.on('error', over);
  return {
    gone: gone.signal,
    get begun() {
      return out !== undefined;
    },
    send: (requestId, name, data) => {
      if (gone.signal.aborted) return undefined;
      out ??= awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: head(requestId) });
      // JSON has no line breaks, which would end the event
      return out.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`) ? undefined : drained(out, gone.signal);
    },
    end: () => {
      ended = true;
      out?.end();
    },
  };
}

const head = (requestId: string): Record<string, string> => ({
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  'x-request-id': requestId,
});

const drained = (stream: awslambda.HttpResponseStream, gone: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const go = (): void => {
      stream.off('drain', go);
      gone.removeEventListener('abort', go);
      resolve();
    };
    stream.on('drain', go);
    gone.addEventListener('abort', go);
  });

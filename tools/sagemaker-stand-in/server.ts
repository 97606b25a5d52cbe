import { type LocalServer, localServer } from '../stand-in/local-server';
import { completion } from './completion';
import { streamedCompletion } from './completion-stream';
import type { EndpointReply } from './faults';

/** One call to an endpoint as it came in. */
export interface EndpointCall {
  readonly endpoint: string;
  readonly stream: boolean;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * A SageMaker Runtime on localhost whose endpoints take chat completions; the real AWS SDK talks to it under its `url`, by
 * `AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME`.
 */
export interface SageMakerStandIn extends LocalServer {
  readonly calls: readonly EndpointCall[];
  /** What the next requests get, in order; afterwards, and before, an answer. */
  script(...replies: readonly EndpointReply[]): void;
  /** Forgets calls and script. */
  reset(): void;
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Operations_Amazon_SageMaker_Runtime.html */
const OPERATION = /^\/endpoints\/([^/]+)\/invocations(-response-stream)?$/;

export async function sageMakerStandIn(): Promise<SageMakerStandIn> {
  let calls: EndpointCall[] = [];
  let script: EndpointReply[] = [];
  const server = await localServer((request, text, response) => {
    const [, endpoint, stream] = OPERATION.exec(request.url ?? '') ?? [];
    if (endpoint === undefined) {
      response.writeHead(404, { 'x-amzn-errortype': 'UnknownOperationException' }).end();
      return;
    }
    const body = JSON.parse(text) as EndpointCall['body'];
    calls.push({ endpoint: decodeURIComponent(endpoint), stream: stream !== undefined, body });
    const reply = script.shift() ?? { kind: 'answer' };
    if (stream === undefined) completion(response, reply);
    else streamedCompletion(response, reply);
  });
  return {
    ...server,
    get calls() {
      return calls;
    },
    script: (...replies) => script.push(...replies),
    reset: () => {
      calls = [];
      script = [];
    },
  };
}

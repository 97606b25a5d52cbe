import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type Fault, meet } from '../stand-in/faults';
import { type LocalServer, localServer } from '../stand-in/local-server';

const EXCEPTIONS = {
  throttle: [503, 'SlowDown'],
  refuse: [403, 'AccessDenied'],
  error: [500, 'InternalError'],
} as const;

/** One call as it came in. */
export interface BucketCall {
  readonly method: string;
  readonly key: string;
  /** Path of the request before it was decoded: what a signature is made over. */
  readonly path: string;
}

/** One bucket of an S3 on localhost, in memory; the real AWS SDK talks to it in path style, with any name for the bucket. */
export interface S3StandIn extends LocalServer {
  /** What lies in it, by key. */
  readonly objects: Map<string, string>;
  readonly calls: readonly BucketCall[];
  /** Fails calls of this method, of keys that hold this text, from now on. Default: all. */
  fail(fault: Fault, of?: Partial<BucketCall>): void;
  heal(): void;
  /** Heals, empties and forgets. */
  reset(): void;
}

/** Puts, conditional ones among them, gets, deletes and lists. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export async function s3StandIn(port = 0): Promise<S3StandIn> {
  const objects = new Map<string, string>();
  let calls: BucketCall[] = [];
  let failing: { readonly fault: Fault; readonly of: Partial<BucketCall> } | undefined;

  const server = await localServer((request, body, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const key = decodeURIComponent(pathname.split('/').slice(2).join('/'));
    const { method = '' } = request;
    calls.push({ method, key, path: pathname });
    const { fault, of = {} } = failing ?? {};
    if (fault !== undefined && (of.method ?? method) === method && key.includes(of.key ?? '')) {
      misbehave(fault, body, response);
      return;
    }
    const there = objects.get(key);
    if (method === 'PUT') {
      if (request.headers['if-none-match'] === '*' && there !== undefined)
        sendError(response, 412, 'PreconditionFailed');
      else {
        objects.set(key, body);
        response.writeHead(200, { etag: etagOf(body) }).end();
      }
    } else if (method === 'DELETE') {
      objects.delete(key);
      response.writeHead(204).end();
    } else if (method !== 'GET') sendError(response, 405, 'MethodNotAllowed');
    else if (searchParams.get('list-type') === '2') sendList(objects, searchParams, response);
    else if (there === undefined) sendError(response, 404, 'NoSuchKey');
    else response.writeHead(200, { 'content-type': 'application/jsonl', etag: etagOf(there) }).end(there);
  }, port);
  return {
    ...server,
    objects,
    get calls() {
      return calls;
    },
    fail: (fault, of = {}) => {
      failing = { fault, of };
    },
    heal: () => {
      failing = undefined;
    },
    reset: () => {
      objects.clear();
      calls = [];
      failing = undefined;
    },
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
function sendList(objects: ReadonlyMap<string, string>, query: URLSearchParams, response: ServerResponse): void {
  const most = Number(query.get('max-keys') ?? 1_000);
  const keys = [...objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '')).sort();
  const contents = keys.slice(0, most).map((key) => `<Contents><Key>${key.replace(/[<>&]/g, ' ')}</Key></Contents>`);
  response
    .writeHead(200, { 'content-type': 'application/xml' })
    .end(
      `<?xml version="1.0"?><ListBucketResult><IsTruncated>${keys.length > most}</IsTruncated>${contents.join('')}</ListBucketResult>`,
    );
}

const etagOf = (body: string): string => `"${createHash('md5').update(body).digest('hex')}"`;

/** @param received Messages of AWS may quote what was sent, so these do. */
const misbehave = (fault: Fault, received: string, response: ServerResponse): void =>
  meet(fault, response, {
    spoken: (one) => sendError(response, EXCEPTIONS[one][0], EXCEPTIONS[one][1], `about ${received}`),
    malformed: () => void response.writeHead(500, { 'content-type': 'application/xml' }).end('<Error><Code>'),
  });

function sendError(response: ServerResponse, status: number, code: string, message = 'no reason given'): void {
  const text = message.replace(/[<>&]/g, ' ');
  response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${text}</Message></Error>`);
}

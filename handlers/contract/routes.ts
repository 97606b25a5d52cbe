/**
 * The one route table. The API construct makes resources and methods from it, the report prints it, the tests walk it.
 *
 * `auth: 'none'` is legal for `GET /v1/health` alone; a check refuses it anywhere else.
 */
export interface Route {
  /** HTTP method, upper case. */
  readonly method: 'GET' | 'POST';
  /** Path from the root of the stage, without trailing slash. A part in braces, `{id}`, stands for any one part. */
  readonly path: string;
  /** The handler that answers: the name of its folder under `handlers/`. */
  readonly handler: RouteHandlerName;
  /** Whether the caller must authenticate in the way the environment's config says. */
  readonly auth: 'required' | 'none';
  /**
   * Whether the answer leaves as it is made. A handler behind `stream` must be streamified, and one behind `buffered` must not:
   * the two speak different protocols.
   */
  readonly transfer: 'buffered' | 'stream';
  /** The request body, by the name of its JSON Schema in `chat.ts` or `batch.ts`; absent when there is none. */
  readonly body?: 'ChatRequest' | 'BatchRequest';
}

/** Folders under `handlers/` that hold a function behind a route. */
export const ROUTE_HANDLERS = ['chat', 'batches', 'health'] as const;
export type RouteHandlerName = (typeof ROUTE_HANDLERS)[number];

/** Those that something else than the API invokes: a schedule, a queue, another service. */
export const EVENT_HANDLERS = [
  'batch-worker',
  'batch-completed',
  'budget-guard',
  'evaluate',
  'rotate-datadog-key',
] as const;

/** All of them: each is bundled to `dist/handlers/<name>.zip`. */
export const HANDLERS = [...ROUTE_HANDLERS, ...EVENT_HANDLERS] as const;
export type HandlerName = (typeof HANDLERS)[number];

export const ROUTES: readonly Route[] = [
  { method: 'POST', path: '/v1/chat', handler: 'chat', auth: 'required', transfer: 'stream', body: 'ChatRequest' },
  // a stack without batches has no such routes
  {
    method: 'POST',
    path: '/v1/batches',
    handler: 'batches',
    auth: 'required',
    transfer: 'buffered',
    body: 'BatchRequest',
  },
  { method: 'GET', path: '/v1/batches/{id}', handler: 'batches', auth: 'required', transfer: 'buffered' },
  { method: 'GET', path: '/v1/health', handler: 'health', auth: 'none', transfer: 'buffered' },
];

import { TABLE_CALL } from '../contract/deadlines';
import type { TableResult } from '../contract/metrics';
import { circuits } from './circuits';
import { connectionFailed } from './connection-errors';
import type { Log } from './logger';
import type { Telemetry } from './telemetry';
import { orAborted, timeLimit } from './time-limit';

/** What an item holds. */
export type Value = string | number | boolean | Uint8Array;
export type Item = Readonly<Record<string, Value>>;

/** A condition of DynamoDB's on the item as it is: `attribute_not_exists(pk) OR #until < :now`. */
export interface Condition {
  readonly condition: string;
  /** What the names in it stand for, `#until`. */
  readonly names?: Readonly<Record<string, string>>;
  /** What the values in it are, `:now`. */
  readonly values?: Item;
}

/** An update expression of DynamoDB's, `ADD spent :more`. Its names and values stand beside those of the condition. */
export interface Update extends Partial<Condition> {
  readonly update: string;
  /** Whether it must not be tried again: an addition of which only the answer got lost would count twice. Default: no. */
  readonly once?: boolean;
}

/**
 * One table, item by item. A condition that does not hold is an answer.
 *
 * Each call throws TableError, and nothing else, when there was no answer within its deadline.
 */
export interface Table {
  /** The item, as it was a moment ago; with `consistent` as it is. Whether it has expired is for the caller to see. */
  get(key: Item, options?: { readonly consistent: boolean }): Promise<Item | undefined>;
  /** @returns whether the condition held, and the item is there. */
  put(item: Item, condition?: Condition): Promise<boolean>;
  /** @returns the item as it is afterwards; nothing when the condition did not hold. */
  update(key: Item, update: Update): Promise<Item | undefined>;
  /** @returns whether the condition held, and the item is gone. */
  remove(key: Item, condition?: Condition): Promise<boolean>;
}

/** A table that gave no answer. Whoever called goes on without it, or has a reason not to. */
export class TableError extends Error {
  override readonly name = 'TableError';

  constructor(
    readonly result: Exclude<TableResult, 'ok'>,
    options: ErrorOptions = {},
  ) {
    super(`the table gave no answer: ${result}`, options);
  }
}

/** Opens a table by its physical name. */
export type OpenTable = (name: string) => Table;

export interface TableClientOptions {
  readonly telemetry: Pick<Telemetry, 'count'>;
  readonly log: Log;
  /** Default: DynamoDB, loaded when the first table is opened and not before. */
  readonly load?: () => Promise<Commands>;
  /** Milliseconds that one call may take. Default `TABLE_CALL.deadlineMs`. */
  readonly deadlineMs?: number;
}

/** What DynamoDB does, before it is timed, counted and told. A failed condition is no error here either. */
export interface Commands {
  get(table: string, key: Item, consistent: boolean, signal: AbortSignal): Promise<Item | undefined>;
  put(table: string, item: Item, condition: Condition | undefined, signal: AbortSignal): Promise<boolean>;
  update(table: string, key: Item, update: Update, signal: AbortSignal): Promise<Item | undefined>;
  remove(table: string, key: Item, condition: Condition | undefined, signal: AbortSignal): Promise<boolean>;
}

/** Tables of DynamoDB for one execution environment. */
export function tableClient({
  telemetry,
  log,
  load = fromDynamoDb,
  deadlineMs = TABLE_CALL.deadlineMs,
}: TableClientOptions): OpenTable {
  const breakers = circuits(TABLE_CALL);
  let loading: Promise<Commands> | undefined;
  const commands = (): Promise<Commands> => {
    loading ??= load();
    return loading;
  };

  return (name) => {
    // now, and not in the first request; a failure shows in the call that needs it
    commands().catch(() => {});
    const table = lastPart(name);
    const call = async <T>(operation: (to: Commands, signal: AbortSignal) => Promise<T>): Promise<T> => {
      const tell = (result: TableResult): void => telemetry.count('tableCalls', 1, { table, result });
      if (!breakers.mayCall(name)) {
        tell('skipped');
        throw new TableError('skipped');
      }
      breakers.calling(name);
      const { signal, clear } = timeLimit(deadlineMs);
      try {
        const answer = await operation(await orAborted(commands(), signal), signal);
        breakers.succeeded(name);
        tell('ok');
        return answer;
      } catch (error) {
        const result = signal.aborted ? 'timeout' : resultOf(error);
        const opened = breakers.failed(name);
        tell(result);
        log('warn', 'table did not answer', {
          table,
          result,
          ...(error instanceof Error ? { cause: error.name } : {}),
          ...(opened ? { circuit: 'opened' } : {}),
        });
        throw new TableError(result, { cause: error });
      } finally {
        clear();
      }
    };
    return {
      get: (key, { consistent } = { consistent: false }) => call((to, signal) => to.get(name, key, consistent, signal)),
      put: (item, condition) => call((to, signal) => to.put(name, item, condition, signal)),
      update: (key, update) => call((to, signal) => to.update(name, key, update, signal)),
      remove: (key, condition) => call((to, signal) => to.remove(name, key, condition, signal)),
    };
  };
}

/** The SDK's client weighs as much as half of the handler, and is read while the first request is being read. */
const fromDynamoDb = async (): Promise<Commands> => (await import('./dynamodb')).dynamodb();

/** `<service>-<env>-<table>`: services may hold hyphens, tables do not. */
const lastPart = (name: string): string => name.slice(name.lastIndexOf('-') + 1);

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html#Programming.Errors.MessagesAndCodes */
const THROTTLED = new Set(['ThrottlingException', 'ProvisionedThroughputExceededException', 'RequestLimitExceeded']);

/** What a call that threw is to the metric. */
export function resultOf(error: unknown): Exclude<TableResult, 'ok'> {
  const { name = '', code } = (error ?? {}) as { name?: string; code?: unknown };
  if (THROTTLED.has(name)) return 'throttled';
  // an attempt that took too long; a connection that does not come about ends sooner, without a code
  if (name === 'TimeoutError' && code === 'ETIMEDOUT') return 'timeout';
  return connectionFailed(error) ? 'unreachable' : 'failed';
}

import { MODEL_CHAIN } from '../contract/deadlines';
import { ERRORS, type ErrorCode } from '../contract/errors';
import type { Circuits } from './circuits';
import type { ModelAnswer, ModelCall } from './model-client';
import { isOfTheRequest } from './model-errors';
import { ServiceError } from './service-error';

/** What another model may do better. Not among them: a request that does not fit, a caller who has gone. */
const MODEL_FAILED: ReadonlySet<ErrorCode> = new Set([
  'throttled',
  'model-timeout',
  'model-unavailable',
  'model-refused',
  'model-unreachable',
]);

export interface ChainOptions {
  /** The model that was asked for and its fallbacks, by alias. */
  readonly aliases: readonly [string, ...string[]];
  readonly circuits: Circuits;
  /** A model's own time in milliseconds, where it has one. */
  readonly timeoutMs?: (alias: string) => number | undefined;
  /** Time until the answer must be there, in milliseconds. */
  readonly remainingMs: () => number;
  readonly ask: (alias: string, time: Pick<ModelCall, 'timeoutMs' | 'streamTimeoutMs'>) => Promise<ModelAnswer>;
  /** Whether the caller has words of the answer already: nobody else can go on with the sentence. */
  readonly begun: () => boolean;
  readonly onFailure: (
    alias: string,
    error: ServiceError,
    about: { next: string | undefined; opened: boolean },
  ) => void;
}

/**
 * The first answer of a chain of models, within one deadline. A model with an open circuit is left out, unless no other is
 * there: a breaker must not turn some failures into nothing but failures.
 *
 * @throws ServiceError of the failure that the caller can do most about: the first after which it may try again.
 */
export async function firstAnswer({
  aliases,
  circuits,
  timeoutMs = () => undefined,
  remainingMs,
  ask,
  begun,
  onFailure,
}: ChainOptions): Promise<{ readonly alias: string; readonly answer: ModelAnswer }> {
  const callable = aliases.filter((alias) => circuits.mayCall(alias));
  const chain = callable.length === 0 ? aliases.slice(0, 1) : callable;
  const failures: ServiceError[] = [];
  for (const [index, alias] of chain.entries()) {
    const left = remainingMs();
    if (left < (index === 0 ? 1 : MODEL_CHAIN.minCallMs)) break;
    circuits.calling(alias);
    try {
      const share = index === chain.length - 1 ? left : left * MODEL_CHAIN.share;
      const answer = await ask(alias, { timeoutMs: Math.min(left, timeoutMs(alias) ?? share), streamTimeoutMs: left });
      // who was not asked has shown nothing
      if (answer.attempts > 0) circuits.succeeded(alias);
      return { alias, answer };
    } catch (error) {
      if (!(error instanceof ServiceError) || !MODEL_FAILED.has(error.code)) throw error;
      // what the model finds wrong with one request says nothing about the next
      const opened = !isOfTheRequest(error) && circuits.failed(alias);
      onFailure(alias, error, { next: begun() ? undefined : chain[index + 1], opened });
      if (begun()) throw error;
      failures.push(error);
    }
  }
  throw failures.find(({ code }) => ERRORS[code].retryable) ?? failures[0] ?? new ServiceError('model-timeout');
}

import { MODE_RETRY_AFTER_SECONDS, type Mode } from '../contract/modes';
import { ServiceError } from './service-error';

/** What a caller gets who is turned away by a mode. */
export const refusal = (code: 'blocked' | 'not-in-cache'): ServiceError =>
  new ServiceError(code, { retryAfterSeconds: MODE_RETRY_AFTER_SECONDS });

/** @throws ServiceError `blocked` or `not-in-cache`, where no model may be asked in this mode. */
export function refuseIn(mode: Mode): void {
  switch (mode) {
    case 'normal':
    case 'economy':
      return;
    case 'cache-only':
      throw refusal('not-in-cache');
    case 'blocked':
      throw refusal('blocked');
    default:
      unknownMode(mode);
  }
}

function unknownMode(mode: never): never {
  throw new Error(`nothing says whether a model may be asked in the mode ${String(mode)}`);
}

import type { LogFields } from '../contract/log-fields';
import { causeOf } from './model-errors';
import type { ServiceError } from './service-error';

/** What a log line says of an error: which, and of what kind. Never its message, which may quote what a caller sent. */
export function failureFields(error: ServiceError): LogFields {
  const cause = causeOf(error);
  return {
    outcome: error.code,
    ...(cause === undefined ? {} : { cause }),
    ...(error.fields.length === 0 ? {} : { invalid_fields: error.fields.map(({ field }) => field) }),
    ...(error.code === 'internal' ? { stack: placesOf(error.cause) } : {}),
  };
}

/** Where an error was thrown, without its message. */
const placesOf = (error: unknown): string =>
  String(error instanceof Error ? error.stack : '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');

import { ERRORS, type ErrorCode } from '../contract/errors';

/** One field of a request that does not fit. Never holds what the field held. */
export interface FieldProblem {
  /** Path from the root of the body, `messages.0.role`; empty for the body itself. */
  readonly field: string;
  readonly message: string;
}

export interface ServiceErrorOptions extends ErrorOptions {
  /** One sentence for the caller. Default: the title of the code. Never text of a prompt, an answer or AWS. */
  readonly detail?: string;
  readonly fields?: readonly FieldProblem[];
  /** When a caller may try again what can succeed later. Default: soon. */
  readonly retryAfterSeconds?: number;
}

/** What went wrong, in a form that the caller, the log and the metrics may see. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly fields: readonly FieldProblem[];
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: ErrorCode,
    { detail, fields = [], retryAfterSeconds, ...options }: ServiceErrorOptions = {},
  ) {
    super(detail ?? ERRORS[code].title, options);
    this.fields = fields;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

import type { Outcome } from '../contract/errors';
import { ServiceError } from './service-error';

/** Stop reason of an answer that the guardrail has replaced. */
export const GUARDRAIL = 'guardrail_intervened';

/** How a request ended that has an answer. */
export const outcomeOf = (stopReason: string | undefined): Outcome => (stopReason === GUARDRAIL ? 'guardrail' : 'ok');

/** How one ended that has none. */
export const outcomeOfError = (error: unknown): Outcome => (error instanceof ServiceError ? error.code : 'internal');

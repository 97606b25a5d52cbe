import { ERRORS, type Outcome } from '../contract/errors';
import type { LimitStep } from '../contract/limits';
import type { LogFields } from '../contract/log-fields';
import { failureFields } from '../runtime/failure-fields';
import { causeOf } from '../runtime/model-errors';
import { factsToTell, factTags, type RequestFacts } from '../runtime/request-facts';
import type { ServiceError } from '../runtime/service-error';
import type { ChatDependencies } from './dependencies';

/** What one request leaves behind in log and metrics, whichever way its answer goes out. */
export interface Report {
  /** A model answered. */
  model(fields: LogFields): void;
  modelFailed(alias: string, error: ServiceError, about: { next: string | undefined; opened: boolean }): void;
  /** The limit of the tenant could not be looked up, or its use not be counted. */
  limitFailed(step: LimitStep, error: unknown): void;
  failed(error: ServiceError): void;
  /** The last word, once: the outcome, and the status that a stream would have had. */
  finish(outcome: Outcome, status: number): Promise<void>;
}

export function reporter(
  requestId: string,
  facts: RequestFacts,
  { settings, telemetry, log }: Pick<ChatDependencies, 'settings' | 'telemetry' | 'log'>,
): Report {
  const started = performance.now();
  const trace = telemetry.trace();
  const about = (): LogFields => ({
    request_id: requestId,
    ...(trace === undefined ? {} : { dd: trace }),
    ...(facts.tenant === undefined ? {} : { tenant: facts.tenant }),
  });
  return {
    model: (fields) => log('debug', 'model answered', { ...about(), ...fields }),
    modelFailed: (alias, error, { next, opened }) => {
      const cause = causeOf(error);
      log('warn', 'model failed', {
        ...about(),
        model_alias: alias,
        outcome: error.code,
        ...(cause === undefined ? {} : { cause }),
        ...(next === undefined ? {} : { next_model_alias: next }),
        ...(opened ? { circuit: 'opened' } : {}),
      });
    },
    limitFailed: (step, error) =>
      log('warn', step === 'reserve' ? 'limits not enforced' : 'use not counted', {
        ...about(),
        ...(error instanceof Error ? { cause: error.name } : {}),
      }),
    failed: (error) =>
      log(ERRORS[error.code].status < 500 ? 'info' : 'warn', 'refused or failed', {
        ...about(),
        ...failureFields(error),
      }),
    finish: async (outcome, status) => {
      const duration = performance.now() - started;
      const judged = duration <= settings.latencyTargetMs ? 'within' : 'over';
      const latency = outcome === 'caller-gone' ? 'gone' : judged;
      telemetry.count('chatRequests', 1, { outcome, latency, ...factTags(facts) });
      if (facts.metricTenant !== undefined) telemetry.count('tenantRequests', 1, { tenant: facts.metricTenant });
      log(status < 500 ? 'info' : 'error', 'answered', {
        ...about(),
        outcome,
        status,
        duration_ms: Math.round(duration),
        ...factsToTell(facts),
      });
      await telemetry.flush();
    },
  };
}

import type { BatchPrompt, BatchResult } from '../contract/batch';
import type { EconomySettings } from '../contract/env';
import { ERRORS, type Outcome, PROBLEM_TYPE } from '../contract/errors';
import type { LogFields } from '../contract/log-fields';
import { askModels, type ModelDependencies } from '../runtime/ask-models';
import { promptTokens } from '../runtime/cost';
import { economical } from '../runtime/economy';
import { failureFields } from '../runtime/failure-fields';
import type { Log } from '../runtime/logger';
import type { CurrentMode } from '../runtime/mode';
import type { ModelCall } from '../runtime/model-client';
import { isOfTheRequest } from '../runtime/model-errors';
import { outcomeOf } from '../runtime/outcome';
import { refuseIn } from '../runtime/refuse-in';
import type { RequestFacts } from '../runtime/request-facts';
import { ServiceError } from '../runtime/service-error';

export interface AnswerDependencies extends ModelDependencies {
  readonly defaultModel: string;
  readonly maxOutputTokens: number;
  readonly economy: EconomySettings;
  readonly mode: CurrentMode;
  readonly guardrail: ModelCall['guardrail'];
  readonly log: Log;
}

export interface Answered {
  readonly result: BatchResult;
  readonly outcome: Outcome;
}

/**
 * The result of one prompt: an answer, or an error that the prompt itself is to blame for.
 *
 * @throws ServiceError of all that may be well another time, or once somebody has mended it.
 */
export async function answerPrompt(
  { messages, system, maxTokens, model, id }: BatchPrompt,
  {
    index,
    about: told,
    facts: who,
    remainingMs,
  }: {
    readonly index: number;
    readonly about: LogFields;
    readonly facts: Pick<RequestFacts, 'tenant' | 'metricTenant'>;
    readonly remainingMs: () => number;
  },
  { defaultModel, maxOutputTokens, economy, mode, guardrail, log, ...dependencies }: AnswerDependencies,
): Promise<Answered> {
  const named = { index, ...(id === undefined ? {} : { id }) };
  const about = { ...told, ...(who.tenant === undefined ? {} : { tenant: who.tenant }) };
  const now = await mode.get();
  refuseIn(now);
  const facts: RequestFacts = { mode: now, ...who };
  const asIs = {
    alias: model ?? defaultModel,
    maxTokens: Math.min(maxTokens ?? maxOutputTokens, maxOutputTokens),
    models: dependencies.models,
  };
  const addressed = now === 'economy' ? economical(asIs, economy) : asIs;
  try {
    const { alias, target, answer } = await askModels(
      {
        alias: addressed.alias,
        call: {
          messages,
          ...(system === undefined ? {} : { system }),
          maxTokens: addressed.maxTokens,
          guardrail,
        },
        remainingMs,
        begun: () => false,
        onFailure: (failed, error, { next, opened }) =>
          log('warn', 'model failed', {
            ...about,
            ...failureFields(error),
            model_alias: failed,
            ...(next === undefined ? {} : { next_model_alias: next }),
            ...(opened ? { circuit: 'opened' } : {}),
          }),
      },
      facts,
      { ...dependencies, models: addressed.models },
    );
    const { text, stopReason, usage, attempts } = answer;
    log('debug', 'model answered', {
      ...about,
      model: target.baseModelId,
      model_alias: alias,
      stop_reason: stopReason,
      input_tokens: promptTokens(usage),
      output_tokens: usage.outputTokens,
      attempts,
    });
    return {
      result: { ...named, status: 'succeeded', model: alias, output: text, stopReason, usage },
      outcome: outcomeOf(stopReason),
    };
  } catch (error) {
    if (!(error instanceof ServiceError) || !isOfThePrompt(error)) throw error;
    return { result: { ...named, status: 'failed', error: errorOf(error) }, outcome: error.code };
  }
}

/**
 * Whether the same prompt will fail in the same way for ever. A role without permission, or a model that is gone, is no fault of
 * the prompt: it waits in the dead-letter queue until somebody has mended that.
 */
const isOfThePrompt = (error: ServiceError): boolean =>
  error.code === 'invalid-request' || error.code === 'unknown-model' || isOfTheRequest(error);

function errorOf({ code, message }: ServiceError) {
  const { title, status } = ERRORS[code];
  return { type: `${PROBLEM_TYPE}${code}`, title, status, detail: message };
}

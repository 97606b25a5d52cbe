import type { BatchPrompt, BatchResult } from '../contract/batch';
import type { ModelTargets } from '../contract/env';
import { ERRORS, type Outcome, PROBLEM_TYPE } from '../contract/errors';
import type { LogFields } from '../contract/log-fields';
import type { Circuits } from '../runtime/circuits';
import { promptTokens } from '../runtime/cost';
import { failureFields } from '../runtime/failure-fields';
import type { Log } from '../runtime/logger';
import { measuredCall } from '../runtime/measured-call';
import { firstAnswer } from '../runtime/model-chain';
import type { CallModel, ModelCall } from '../runtime/model-client';
import { causeOf } from '../runtime/model-errors';
import { outcomeOf } from '../runtime/outcome';
import type { RequestFacts } from '../runtime/request-facts';
import { ServiceError } from '../runtime/service-error';
import { targetOf } from '../runtime/target-of';
import type { Telemetry } from '../runtime/telemetry';

export interface AnswerDependencies {
  readonly models: ModelTargets;
  readonly defaultModel: string;
  readonly maxOutputTokens: number;
  readonly guardrail: ModelCall['guardrail'];
  readonly callModel: CallModel;
  readonly circuits: Circuits;
  readonly telemetry: Telemetry;
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
    about,
    remainingMs,
  }: { readonly index: number; readonly about: LogFields; readonly remainingMs: () => number },
  { models, defaultModel, maxOutputTokens, guardrail, circuits, log, ...dependencies }: AnswerDependencies,
): Promise<Answered> {
  const named = { index, ...(id === undefined ? {} : { id }) };
  const alias = model ?? defaultModel;
  const facts: RequestFacts = about.tenant === undefined ? {} : { tenant: about.tenant };
  try {
    const { fallbacks = [] } = targetOf(alias, models);
    const { alias: answeredBy, answer } = await firstAnswer({
      aliases: [alias, ...fallbacks],
      circuits,
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
      ask: (one, time) =>
        measuredCall(
          one,
          {
            ...time,
            target: targetOf(one, models),
            messages,
            ...(system === undefined ? {} : { system }),
            maxTokens: Math.min(maxTokens ?? maxOutputTokens, maxOutputTokens),
            guardrail,
          },
          facts,
          dependencies,
        ),
    });
    const { text, stopReason, usage, attempts } = answer;
    log('debug', 'model answered', {
      ...about,
      model: targetOf(answeredBy, models).baseModelId,
      model_alias: answeredBy,
      stop_reason: stopReason,
      input_tokens: promptTokens(usage),
      output_tokens: usage.outputTokens,
      attempts,
    });
    return {
      result: { ...named, status: 'succeeded', model: answeredBy, output: text, stopReason, usage },
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
  error.code === 'invalid-request' ||
  error.code === 'unknown-model' ||
  (error.code === 'model-refused' && causeOf(error) === 'ValidationException');

function errorOf({ code, message }: ServiceError) {
  const { title, status } = ERRORS[code];
  return { type: `${PROBLEM_TYPE}${code}`, title, status, detail: message };
}

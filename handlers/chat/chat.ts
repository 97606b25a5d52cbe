import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { CHAT_LIMITS, type ChatResponse } from '../contract/chat';
import { DEADLINES } from '../contract/deadlines';
import type { ModelTarget, ModelTargets } from '../contract/env';
import { ERRORS, type Outcome } from '../contract/errors';
import { costUsd, factsOf, promptTokens } from '../runtime/cost';
import { json, jsonBodyOf, problem, type RequestEvent, requestIdOf } from '../runtime/http';
import type { Log } from '../runtime/logger';
import type { CallModel, ModelAnswer } from '../runtime/model-client';
import { causeOf } from '../runtime/model-errors';
import { ServiceError } from '../runtime/service-error';
import type { Telemetry } from '../runtime/telemetry';
import { chatRequest } from './request';

export interface ChatSettings {
  readonly models: ModelTargets;
  readonly defaultModel: string;
  readonly maxOutputTokens: number;
  readonly latencyTargetMs: number;
  readonly guardrail: { readonly id: string; readonly version: string };
}

export interface ChatDependencies {
  readonly settings: ChatSettings;
  readonly callModel: CallModel;
  readonly telemetry: Telemetry;
  readonly log: Log;
}

type ChatContext = Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>;

/** Stop reason of an answer that the guardrail has replaced. */
const GUARDRAIL = 'guardrail_intervened';

/** Answers `POST /v1/chat`. Whatever comes in, an answer or a problem document goes out. */
export async function chat(
  event: RequestEvent,
  context: ChatContext,
  { settings, callModel, telemetry, log }: ChatDependencies,
): Promise<APIGatewayProxyResult> {
  const started = performance.now();
  const requestId = requestIdOf(event, context);
  const trace = telemetry.trace();
  const about = { request_id: requestId, ...(trace === undefined ? {} : { dd: trace }) };

  const finish = (outcome: Outcome, result: APIGatewayProxyResult): APIGatewayProxyResult => {
    const duration = performance.now() - started;
    telemetry.count('chatRequests', 1, { outcome, latency: duration <= settings.latencyTargetMs ? 'within' : 'over' });
    log(result.statusCode < 500 ? 'info' : 'error', 'answered', {
      ...about,
      outcome,
      status: result.statusCode,
      duration_ms: Math.round(duration),
    });
    telemetry.flush();
    return result;
  };

  try {
    const request = chatRequest(jsonBodyOf(event, CHAT_LIMITS.maxBodyBytes), settings.maxOutputTokens);
    const alias = request.model ?? settings.defaultModel;
    const target = Object.hasOwn(settings.models, alias) ? settings.models[alias] : undefined;
    if (target === undefined) {
      const known = Object.keys(settings.models).join(', ');
      throw new ServiceError('unknown-model', {
        detail: 'The model is not known; see errors',
        fields: [{ field: 'model', message: `must be one of: ${known}` }],
      });
    }
    const answer = await measured(alias, target, telemetry, () =>
      callModel({
        target,
        messages: request.messages,
        ...(request.system === undefined ? {} : { system: request.system }),
        maxTokens: request.maxTokens ?? settings.maxOutputTokens,
        guardrail: settings.guardrail,
        timeoutMs: context.getRemainingTimeInMillis() - DEADLINES.reserveMs,
      }),
    );
    const { stopReason, usage, attempts } = answer;
    log('debug', 'model answered', {
      ...about,
      model: target.baseModelId,
      model_alias: alias,
      stop_reason: stopReason,
      input_tokens: promptTokens(usage),
      output_tokens: usage.outputTokens,
      attempts,
    });
    const body: ChatResponse = { id: requestId, model: alias, output: answer.text, stopReason, usage };
    return finish(stopReason === GUARDRAIL ? 'guardrail' : 'ok', json(requestId, body));
  } catch (error) {
    const known = error instanceof ServiceError ? error : new ServiceError('internal', { cause: error });
    const cause = causeOf(known);
    log(ERRORS[known.code].status < 500 ? 'info' : 'warn', 'refused or failed', {
      ...about,
      outcome: known.code,
      ...(cause === undefined ? {} : { cause }),
      ...(known.fields.length === 0 ? {} : { invalid_fields: known.fields.map(({ field }) => field) }),
      ...(known.code === 'internal' ? { stack: placesOf(error) } : {}),
    });
    return finish(known.code, problem(requestId, known));
  }
}

/** A call with its span and its metrics. */
async function measured(
  alias: string,
  target: ModelTarget,
  telemetry: Telemetry,
  call: () => Promise<ModelAnswer>,
): Promise<ModelAnswer> {
  const tags = { model_alias: alias, model: target.baseModelId };
  const provider = factsOf(target.baseModelId)?.provider ?? 'unknown';
  const started = performance.now();
  try {
    const answer = await telemetry.llm({ baseModelId: target.baseModelId, provider, alias }, call);
    telemetry.count('modelCalls', 1, { ...tags, outcome: 'ok' });
    telemetry.count('modelLatency', performance.now() - started, tags);
    telemetry.count('inputTokens', promptTokens(answer.usage), tags);
    telemetry.count('outputTokens', answer.usage.outputTokens, tags);
    const cost = costUsd(target, answer.usage);
    if (cost !== undefined) telemetry.count('costUsd', cost, tags);
    if (answer.stopReason === GUARDRAIL) telemetry.count('guardrailInterventions', 1, tags);
    return answer;
  } catch (error) {
    telemetry.count('modelCalls', 1, { ...tags, outcome: error instanceof ServiceError ? error.code : 'internal' });
    throw error;
  }
}

/** Where an error was thrown, without its message, which may quote what a caller sent. */
const placesOf = (error: unknown): string =>
  String(error instanceof Error ? error.stack : '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');

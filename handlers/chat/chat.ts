import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { CHAT_LIMITS, type ChatEvents, type ChatResponse, EVENT_STREAM } from '../contract/chat';
import { DEADLINES } from '../contract/deadlines';
import type { ModelTargets } from '../contract/env';
import type { Experiment } from '../contract/experiment';
import { askModels } from '../runtime/ask-models';
import type { Circuits } from '../runtime/circuits';
import { promptTokens } from '../runtime/cost';
import { accepts, json, jsonBodyOf, problem, problemOf, type RequestEvent, requestIdOf } from '../runtime/http';
import type { LiveAnswer } from '../runtime/live-answer';
import type { Log } from '../runtime/logger';
import type { CallModel } from '../runtime/model-client';
import { outcomeOf } from '../runtime/outcome';
import type { RequestFacts } from '../runtime/request-facts';
import { ServiceError } from '../runtime/service-error';
import type { Telemetry } from '../runtime/telemetry';
import { type TenantSource, tenantOf } from '../runtime/tenant';
import { varied } from './experiment';
import { reporter } from './report';
import { chatRequest } from './request';

export interface ChatSettings {
  readonly models: ModelTargets;
  readonly defaultModel: string;
  readonly maxOutputTokens: number;
  readonly latencyTargetMs: number;
  readonly tenantFrom: TenantSource;
  readonly experiment: Experiment | undefined;
  readonly guardrail: { readonly id: string; readonly version: string };
}

export interface ChatDependencies {
  readonly settings: ChatSettings;
  readonly callModel: CallModel;
  readonly circuits: Circuits;
  readonly telemetry: Telemetry;
  readonly log: Log;
}

export type ChatContext = Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>;

/**
 * Answers `POST /v1/chat`. Whatever comes in, an answer or a problem document goes out.
 *
 * @param live Where the answer can go as it is made. Without it, and to who does not ask for it, it goes out whole.
 * @returns Nothing when the answer went out live.
 */
export async function chat(
  event: RequestEvent,
  context: ChatContext,
  dependencies: ChatDependencies,
  live?: LiveAnswer,
): Promise<APIGatewayProxyResult | undefined> {
  const { settings } = dependencies;
  const requestId = requestIdOf(event, context);
  const facts: RequestFacts = {};
  const report = reporter(requestId, facts, dependencies);
  const stream = live !== undefined && accepts(event, EVENT_STREAM) ? live : undefined;
  const send = <K extends keyof ChatEvents>(name: K, data: ChatEvents[K]) => stream?.send(requestId, name, data);

  try {
    const asked = chatRequest(jsonBodyOf(event, CHAT_LIMITS.maxBodyBytes), settings.maxOutputTokens);
    const tenant = tenantOf(event, settings.tenantFrom);
    facts.tenant = tenant.tag;
    const request = varied(asked, settings.experiment, facts);
    const { output, ...about } = await dependencies.telemetry.workflow(facts, async () => {
      const { alias, target, answer } = await askModels(
        {
          alias: request.model ?? settings.defaultModel,
          call: {
            messages: request.messages,
            ...(request.system === undefined ? {} : { system: request.system }),
            maxTokens: request.maxTokens ?? settings.maxOutputTokens,
            guardrail: settings.guardrail,
            ...(stream === undefined ? {} : { onText: (text: string) => send('delta', { text }) }),
            ...(live === undefined ? {} : { gone: live.gone }),
          },
          remainingMs: () => context.getRemainingTimeInMillis() - DEADLINES.reserveMs,
          begun: () => stream?.begun === true,
          onFailure: report.modelFailed,
        },
        facts,
        { ...dependencies, models: settings.models },
      );
      const { text, stopReason, usage, attempts } = answer;
      facts.modelAlias = alias;
      facts.stopReason = stopReason;
      report.model({
        model: target.baseModelId,
        model_alias: alias,
        stop_reason: stopReason,
        input_tokens: promptTokens(usage),
        output_tokens: usage.outputTokens,
        attempts,
      });
      return { id: requestId, model: alias, stopReason, usage, output: text } satisfies ChatResponse;
    });
    void send('done', about);
    stream?.end();
    report.finish(outcomeOf(facts.stopReason), 200);
    return stream === undefined ? json(requestId, { ...about, output }) : undefined;
  } catch (error) {
    const known = error instanceof ServiceError ? error : new ServiceError('internal', { cause: error });
    const whole = problem(requestId, known);
    if (stream?.begun === true) {
      void send('error', problemOf(requestId, known));
      stream.end();
    }
    report.failed(known);
    report.finish(known.code, whole.statusCode);
    return stream?.begun === true ? undefined : whole;
  }
}

import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { CHAT_LIMITS, type ChatEvents, type ChatResponse, EVENT_STREAM } from '../contract/chat';
import { DEADLINES } from '../contract/deadlines';
import type { ModelTargets } from '../contract/env';
import type { Experiment } from '../contract/experiment';
import { askModels } from '../runtime/ask-models';
import type { Circuits } from '../runtime/circuits';
import { promptTokens } from '../runtime/cost';
import { accepts, json, jsonBodyOf, problem, problemOf, type RequestEvent, requestIdOf } from '../runtime/http';
import type { KeptAnswer } from '../runtime/kept-answer';
import { type Limits, type Quota, useOfFailure } from '../runtime/limits';
import type { LiveAnswer } from '../runtime/live-answer';
import type { Log } from '../runtime/logger';
import type { CallModel } from '../runtime/model-client';
import { outcomeOf } from '../runtime/outcome';
import type { RequestFacts } from '../runtime/request-facts';
import { ServiceError } from '../runtime/service-error';
import { chainOf } from '../runtime/target-of';
import type { Telemetry } from '../runtime/telemetry';
import { type TenantSource, tenantOf } from '../runtime/tenant';
import { estimateOf, type Use, useOf } from '../runtime/use';
import { varied } from './experiment';
import { type Memories, memory } from './memory';
import { checkParameters } from './parameters';
import { reporter } from './report';
import { chatRequest } from './request';

export interface ChatSettings {
  readonly models: ModelTargets;
  readonly defaultModel: string;
  readonly maxOutputTokens: number;
  readonly latencyTargetMs: number;
  readonly tenantFrom: TenantSource;
  readonly experiment: Experiment | undefined;
  /** Whether a request that does not say takes an answer from the cache. */
  readonly cacheByDefault: boolean;
  readonly guardrail: { readonly id: string; readonly version: string };
}

export interface ChatDependencies {
  readonly settings: ChatSettings;
  readonly callModel: CallModel;
  readonly circuits: Circuits;
  readonly limits: Limits;
  readonly memories: Memories;
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
  const remainingMs = () => context.getRemainingTimeInMillis() - DEADLINES.reserveMs;
  const remembered = memory({ ...dependencies, event, facts, remainingMs });
  let quota: Quota | undefined;
  let use: Use | undefined;
  let made: KeptAnswer | undefined;

  try {
    const asked = chatRequest(jsonBodyOf(event, CHAT_LIMITS.maxBodyBytes), settings.maxOutputTokens);
    const tenant = tenantOf(event, settings.tenantFrom);
    facts.tenant = tenant.tag;
    const request = varied(asked, settings.experiment, facts);
    facts.metricTenant = tenant.metricTag;
    const { output, ...about } = await dependencies.telemetry.workflow(facts, async (): Promise<ChatResponse> => {
      checkParameters(asked, settings);
      const old = await remembered.recall(asked, request, tenant);
      if (old !== undefined) {
        facts.modelAlias = old.model;
        facts.stopReason = old.stopReason;
        void send('delta', { text: old.output });
        return { id: requestId, ...old };
      }
      const wanted = request.model ?? settings.defaultModel;
      const maxTokens = request.maxTokens ?? settings.maxOutputTokens;
      quota = await dependencies.limits.reserve({
        tenant,
        estimate: () => estimateOf(chainOf(wanted, settings.models), { ...request, maxTokens }),
        onFailure: report.limitFailed,
      });
      const { alias, target, answer } = await askModels(
        {
          alias: wanted,
          call: {
            messages: request.messages,
            ...(request.system === undefined ? {} : { system: request.system }),
            maxTokens,
            ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
            ...(request.topP === undefined ? {} : { topP: request.topP }),
            guardrail: settings.guardrail,
            ...(stream === undefined ? {} : { onText: (text: string) => send('delta', { text }) }),
            ...(live === undefined ? {} : { gone: live.gone }),
          },
          remainingMs,
          begun: () => stream?.begun === true,
          onFailure: report.modelFailed,
        },
        facts,
        { ...dependencies, models: settings.models },
      );
      const { text, stopReason, usage, attempts } = answer;
      use = useOf(target, usage);
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
      made = { model: alias, stopReason, usage, output: text };
      return { id: requestId, ...made };
    });
    void send('done', about);
    stream?.end();
    await Promise.all([quota?.settle(use), made && remembered.keep(made)]);
    report.finish(outcomeOf(facts.stopReason), 200);
    return stream === undefined ? json(requestId, { ...about, output }) : undefined;
  } catch (error) {
    const known = error instanceof ServiceError ? error : new ServiceError('internal', { cause: error });
    const whole = problem(requestId, known);
    if (stream?.begun === true) {
      void send('error', problemOf(requestId, known));
      stream.end();
    }
    await Promise.all([quota?.settle(useOfFailure(known, stream?.begun === true)), remembered.forget()]);
    report.failed(known);
    report.finish(known.code, whole.statusCode);
    return stream?.begun === true ? undefined : whole;
  }
}

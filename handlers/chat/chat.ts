import type { APIGatewayProxyResult } from 'aws-lambda';
import { CHAT_LIMITS, type ChatRequest } from '../contract/chat';
import { ERRORS } from '../contract/errors';
import { jsonBodyOf, type RequestEvent } from '../runtime/http';
import type { LiveAnswer } from '../runtime/live-answer';
import { outcomeOf } from '../runtime/outcome';
import { refuseIn } from '../runtime/refuse-in';
import { ServiceError } from '../runtime/service-error';
import type { Tenant } from '../runtime/tenant';
import type { Answer } from './answer';
import { ask } from './ask';
import { cached } from './cached';
import type { ChatContext, ChatDependencies } from './dependencies';
import { type Exchange, exchangeOf } from './exchange';
import { varied } from './experiment';
import { identify } from './identify';
import { checkParameters } from './parameters';
import { questionOf } from './question';
import { replayed } from './replayed';
import { chatRequest } from './request';
import { reserveQuota } from './reserve-quota';
import { sample } from './sample';

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
  const { settings, telemetry } = dependencies;
  const exchange = exchangeOf(event, context, dependencies, live);
  const { facts, reply, report, afterwards } = exchange;
  try {
    const asked = chatRequest(jsonBodyOf(event, CHAT_LIMITS.maxBodyBytes), settings.maxOutputTokens);
    const tenant = identify(exchange, dependencies);
    const answer = await telemetry.workflow(facts, async () => {
      const found = await answerTo(asked, tenant, exchange, dependencies);
      facts.modelAlias = found.model;
      facts.stopReason = found.stopReason;
      return found;
    });
    const result = reply.answer(answer);
    await afterwards.answered(answer);
    await report.finish(outcomeOf(answer.stopReason), 200);
    return result;
  } catch (error) {
    const known = error instanceof ServiceError ? error : new ServiceError('internal', { cause: error });
    const begun = reply.begun();
    const result = reply.problem(known);
    await afterwards.failed(known, begun);
    report.failed(known);
    await report.finish(known.code, ERRORS[known.code].status);
    return result;
  } finally {
    await dependencies.mode.settled();
  }
}

/** The steps to an answer, in their order: an old one where there is one, or else a model's. */
async function answerTo(
  asked: ChatRequest,
  tenant: Tenant,
  exchange: Exchange,
  dependencies: ChatDependencies,
): Promise<Answer> {
  const { settings } = dependencies;
  const { facts } = exchange;
  checkParameters(asked, settings);
  facts.mode = await dependencies.mode.get();
  // before the cache is asked: its key holds what a model would really get
  const question = questionOf(facts.mode, varied(asked, settings.experiment, facts), settings);
  const old =
    (await replayed(asked, tenant, exchange, dependencies)) ?? (await cached(question, tenant, exchange, dependencies));
  if (old !== undefined) return old;
  refuseIn(facts.mode);
  await reserveQuota(question, tenant, exchange, dependencies);
  sample(question, exchange, dependencies);
  return ask(question, exchange, dependencies);
}

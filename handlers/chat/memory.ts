import type { ChatRequest, ChatResponse } from '../contract/chat';
import type { ModelTargets } from '../contract/env';
import { costUsd } from '../runtime/cost';
import { fingerprint } from '../runtime/fingerprint';
import { headerOf, type RequestEvent } from '../runtime/http';
import { type Claim, type Claimed, type KeyedRequest, validKey } from '../runtime/idempotency';
import type { KeptAnswer } from '../runtime/kept-answer';
import { factTags, type RequestFacts } from '../runtime/request-facts';
import type { ResponseCache } from '../runtime/response-cache';
import { targetOf } from '../runtime/target-of';
import type { Telemetry } from '../runtime/telemetry';
import type { Tenant } from '../runtime/tenant';

/** What requests before this one have left behind. Absent: switched off by config. */
export interface Memories {
  readonly cache?: ResponseCache;
  readonly claim?: (request: KeyedRequest) => Promise<Claimed>;
}

export interface MemoryOptions {
  readonly event: RequestEvent;
  readonly facts: RequestFacts;
  /** Time until the answer must be there, in milliseconds. */
  readonly remainingMs: () => number;
  readonly memories: Memories;
  readonly settings: {
    readonly models: ModelTargets;
    readonly defaultModel: string;
    readonly maxOutputTokens: number;
    readonly guardrail: { readonly id: string; readonly version: string };
    /** Whether a request that does not say takes an answer from the cache. */
    readonly cacheByDefault: boolean;
  };
  readonly telemetry: Pick<Telemetry, 'count'>;
}

/** An answer from before, and how it comes to be here. */
export type Recalled = KeptAnswer & Pick<ChatResponse, 'cached' | 'replayed'>;

/** What one request has to do with those before and after it. Only `recall` ever throws. */
export interface Memory {
  /**
   * The answer to the same request, or to the same question, from before. Without one, the next word is `keep` or `forget`.
   *
   * @param asked As it came: what an idempotency key stands for.
   * @param request As a model would get it: the question.
   * @throws ServiceError of the idempotency key, and `unknown-model`.
   */
  recall(asked: ChatRequest, request: ChatRequest, tenant: Tenant): Promise<Recalled | undefined>;
  keep(answer: KeptAnswer): Promise<void>;
  forget(): Promise<void>;
}

/** A guardrail may judge otherwise tomorrow, and an answer that was cut off is none. */
const WHOLE = 'end_turn';

export function memory({ event, facts, remainingMs, memories, settings, telemetry }: MemoryOptions): Memory {
  let claim: Claim | undefined;
  let question: { readonly key: string; readonly alias: string } | undefined;

  const replayOf = async (request: ChatRequest, tenant: Tenant): Promise<Recalled | undefined> => {
    const key = headerOf(event, 'idempotency-key');
    if (memories.claim === undefined || key === undefined) return undefined;
    const claimed = await memories.claim({
      key: validKey(key),
      tenantId: tenant.id,
      payload: request,
      holdMs: remainingMs(),
    });
    if ('replay' in claimed) return { ...claimed.replay, replayed: true };
    claim = claimed.claim;
    return undefined;
  };
  const cached = async (request: ChatRequest, tenant: Tenant): Promise<Recalled | undefined> => {
    if (memories.cache === undefined) return undefined;
    const { cache = settings.cacheByDefault, model: alias = settings.defaultModel, user: _, ...asked } = request;
    facts.cache = cache ? 'miss' : 'off';
    if (!cache) return undefined;
    const target = targetOf(alias, settings.models);
    const { baseModelId } = target;
    const { guardrail, maxOutputTokens: maxTokens } = settings;
    question = {
      key: fingerprint(tenant.id, 'question', { alias, baseModelId, guardrail, maxTokens, ...asked }),
      alias,
    };
    const found = await memories.cache.find(question.key);
    if (found === undefined) return undefined;
    facts.cache = 'hit';
    const saved = costUsd(target, found.usage);
    if (saved !== undefined)
      telemetry.count('responseCacheSavedUsd', saved, { model_alias: alias, model: baseModelId, ...factTags(facts) });
    return { ...found, cached: true };
  };
  const keep = async (answer: KeptAnswer): Promise<void> => {
    // not what a fallback said: it would be taken for what was asked for
    const cacheable = answer.model === question?.alias && answer.stopReason === WHOLE;
    await Promise.all([
      claim?.keep(answer),
      question === undefined || !cacheable ? undefined : memories.cache?.keep(question.key, answer),
    ]);
  };

  return {
    recall: async (asked, request, tenant) => {
      const replayed = await replayOf(asked, tenant);
      if (replayed !== undefined) return replayed;
      const answer = await cached(request, tenant);
      // a retry of this request gets the same, even when the cache has forgotten it
      if (answer !== undefined) await claim?.keep(answer);
      return answer;
    },
    keep,
    forget: async () => claim?.release(),
  };
}

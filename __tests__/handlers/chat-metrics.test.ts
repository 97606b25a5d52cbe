import { chat } from '../../handlers/chat/chat';
import type { ChatDependencies } from '../../handlers/chat/dependencies';
import { MODEL_CHAIN } from '../../handlers/contract/deadlines';
import { circuits } from '../../handlers/runtime/circuits';
import { NO_LIMITS } from '../../handlers/runtime/limits';
import type { ModelAnswer } from '../../handlers/runtime/model-client';
import { ServiceError } from '../../handlers/runtime/service-error';
import { proxyEvent } from './bundled';

const usage = { inputTokens: 100, outputTokens: 10, cacheReadTokens: 0, cacheWriteTokens: 0 };
const answer: ModelAnswer = { text: 'Hello.', stopReason: 'end_turn', usage, attempts: 1 };
const context = { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => 10_000 };
const hello = { messages: [{ role: 'user', content: 'Hi' }] };

interface Case {
  readonly body?: unknown;
  readonly model?: ChatDependencies['callModel'];
  readonly baseModelId?: string;
  readonly latencyTargetMs?: number;
}

/** The points that one request sends, as `metric:value {tags}`, and whether they were flushed. */
async function points({
  body = hello,
  model = () => Promise.resolve(answer),
  baseModelId = 'anthropic.claude-haiku-5-5',
  latencyTargetMs = 60_000,
}: Case): Promise<Record<string, unknown>> {
  const sent: Record<string, unknown> = {};
  await chat(proxyEvent(body) as never, context, {
    settings: {
      models: { fast: { modelId: 'arn', baseModelId, geographic: false } },
      defaultModel: 'fast',
      maxOutputTokens: 100,
      latencyTargetMs,
      experiment: undefined,
      cacheByDefault: false,
      tenantFrom: { kind: 'api-key' },
      guardrail: { id: 'g', version: '1' },
      economy: { model: 'fast', maxOutputTokens: 10 },
    },
    mode: { get: () => Promise.resolve('normal'), settled: () => Promise.resolve() },
    callModel: model,
    circuits: circuits(MODEL_CHAIN),
    limits: NO_LIMITS,
    memories: {},
    telemetry: {
      count: (metric, value, tags) => {
        expect(sent[metric]).toBeUndefined();
        const { model_alias: _, model: __, mode, variant, tenant, ...own } = tags as Record<string, string>;
        expect(tenant ?? [mode, variant]).toEqual(tenant === undefined ? ['normal', 'none'] : 'direct');
        sent[metric] = metric === 'modelLatency' ? own : [value, own];
      },
      workflow: (_, run) => run(),
      llm: (_, __, run) => run(),
      evaluation: () => undefined,
      trace: () => undefined,
      flush: async () => {
        sent['flushed'] = true;
      },
    },
    log: () => undefined,
  });
  return sent;
}

describe('the metrics of a request', () => {
  const good = {
    modelCalls: [1, { outcome: 'ok' }],
    modelLatency: {},
    inputTokens: [100, {}],
    outputTokens: [10, {}],
    costUsd: [0.000_015, {}],
    tenantCostUsd: [0.000_015, {}],
    tenantRequests: [1, {}],
    flushed: true,
  };
  const within = { latency: 'within' };

  it('are sent once each for a good answer', async () => {
    expect(await points({})).toEqual({ ...good, chatRequests: [1, { outcome: 'ok', ...within }] });
  });

  it('tell what the prompt cache saved, where there was one', async () => {
    const cached = { ...usage, inputTokens: 0, cacheReadTokens: 1_000 };
    expect(await points({ model: () => Promise.resolve({ ...answer, usage: cached }) })).toMatchObject({
      cacheReadTokens: [1_000, {}],
      cacheSavedUsd: [expect.closeTo(0.000_09, 10), {}],
    });
  });

  it('count an answer of the guardrail apart, with what it cost', async () => {
    const model = () => Promise.resolve({ ...answer, stopReason: 'guardrail_intervened' });
    expect(await points({ model })).toEqual({
      ...good,
      chatRequests: [1, { outcome: 'guardrail', ...within }],
      guardrailInterventions: [1, {}],
    });
  });

  it('say when an answer came later than promised', async () => {
    expect(await points({ latencyTargetMs: 0 })).toMatchObject({
      chatRequests: [1, { outcome: 'ok', latency: 'over' }],
    });
  });

  it('say of a caller who has gone that nobody can tell whether the answer was in time', async () => {
    for (const latencyTargetMs of [60_000, 0]) {
      const model = () => Promise.reject(new ServiceError('caller-gone'));
      expect(await points({ latencyTargetMs, model })).toMatchObject({
        chatRequests: [1, { outcome: 'caller-gone', latency: 'gone' }],
      });
    }
  });

  it('leave the cost out, rather than call it nothing, when the price is not known', async () => {
    expect(await points({ baseModelId: 'anthropic.claude-0' })).not.toHaveProperty('costUsd');
  });

  it('are those of the request alone when no model was called', async () => {
    expect(await points({ body: {} })).toEqual({
      chatRequests: [1, { outcome: 'invalid-request', ...within }],
      flushed: true,
    });
  });

  it.each([
    ['what the model did', new ServiceError('throttled'), 'throttled'],
    ['a mistake of ours', new TypeError('x'), 'internal'],
  ])('name %s in the call and in the request', async (_, error, outcome) => {
    expect(await points({ model: () => Promise.reject(error) })).toEqual({
      modelCalls: [1, { outcome }],
      chatRequests: [1, { outcome, ...within }],
      tenantRequests: [1, {}],
      flushed: true,
    });
  });
});

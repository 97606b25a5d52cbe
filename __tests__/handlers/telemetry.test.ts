import { LOG_ENVELOPE, LOG_FIELDS } from '../../handlers/contract/log-fields';
import { METRICS } from '../../handlers/contract/metrics';
import { SPANS } from '../../handlers/contract/spans';
import type { Reply } from '../../tools/bedrock-stand-in/faults';
import { type BedrockStandIn, bedrockStandIn } from '../../tools/bedrock-stand-in/server';
import { type Agent, agent, type Sent } from './agent';
import { type BundledHandler, bundledHandler, proxyEvent } from './bundled';
import { chatEnvironment, DATADOG_LAYER, datadogEnvironment, NO_JITTER, PROFILE } from './chat-environment';

/** `fast` has no fallback, `chained` has `fast`. */
const MODELS = JSON.stringify({
  ...(JSON.parse(chatEnvironment('')['MODELS'] ?? '{}') as object),
  chained: {
    modelId: 'arn:chained',
    baseModelId: 'anthropic.claude-sonnet-5-5',
    geographic: false,
    fallbacks: ['fast'],
  },
});

let bedrock: BedrockStandIn;
let extension: Agent;
let handler: BundledHandler;

beforeAll(async () => {
  bedrock = await bedrockStandIn();
  extension = await agent();
  const environment = { ...chatEnvironment(bedrock.url), MODELS, ...datadogEnvironment(extension.url) };
  handler = await bundledHandler('chat', environment, [DATADOG_LAYER, NO_JITTER]);
});
beforeEach(() => {
  bedrock.reset();
  extension.forget();
  handler.forget();
});
afterAll(async () => {
  handler.close();
  await Promise.all([bedrock.close(), extension.close()]);
});

const hello = { messages: [{ role: 'user', content: 'Hi' }] };

/** Our own metrics among the lines that Datadog's library wrote. */
const metrics = (): { m: string; v: number; t: string[] }[] =>
  handler
    .lines()
    .filter((line) => line.startsWith('{"e":'))
    .map((line) => JSON.parse(line) as { m: string; v: number; t: string[] })
    .filter(({ m }) => m.startsWith('llm_service.'));

const metric = (name: string) => metrics().find(({ m }) => m === name);

interface LlmSpan {
  readonly name: string;
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_id: string;
  readonly tags: string[];
  readonly status: string;
  readonly meta: Record<string, unknown>;
  readonly metrics: Record<string, number>;
}
const spansIn = ({ path, body }: Sent): LlmSpan[] =>
  path.endsWith('/evp_proxy/v2/api/v2/llmobs')
    ? (JSON.parse(body) as { spans: LlmSpan[] }[]).flatMap(({ spans }) => spans)
    : [];

/** The LLM span that fits, as soon as it is there. */
async function llmSpan(fits: (span: LlmSpan) => boolean): Promise<LlmSpan> {
  const span = spansIn(await extension.waitFor((one) => spansIn(one).some(fits))).find(fits);
  if (span === undefined) throw new Error('no span was sent');
  return span;
}

/** The spans of the one request since the last `forget`, the workflow first. Who makes no wait for them gets them whole. */
async function tree(): Promise<{ readonly workflow: LlmSpan; readonly calls: readonly LlmSpan[] }> {
  const workflow = await llmSpan(({ meta }) => meta['span.kind'] === 'workflow');
  const calls = extension.sent.flatMap(spansIn).filter(({ meta }) => meta['span.kind'] === 'llm');
  return { workflow, calls };
}

/** Without what Datadog's own library adds to every span. */
const own = ({ tags }: LlmSpan): Record<string, string> =>
  Object.fromEntries(
    tags
      .map((tag) => [tag.slice(0, tag.indexOf(':')), tag.slice(tag.indexOf(':') + 1)] as const)
      .filter(([key]) => !DATADOGS_TAGS.has(key)),
  );
const DATADOGS_TAGS = new Set([
  'version',
  'env',
  'service',
  'source',
  'ml_app',
  'ddtrace.version',
  'error',
  'error_type',
  'session_id',
  'language',
]);

describe("telemetry through Datadog's own library and tracer", () => {
  it('sends every metric of a good answer, with exactly the tags that the contract lists', async () => {
    bedrock.script({
      kind: 'answer',
      stopReason: 'guardrail_intervened',
      usage: { inputTokens: 1_000, outputTokens: 200, cacheReadInputTokens: 500 },
    });
    await handler.stream(proxyEvent(hello, 'text/event-stream'));
    const sent = new Map(
      metrics().map(({ m, t }) => [
        m,
        t.filter((tag) => !tag.startsWith('dd_lambda_layer:')).map((tag) => tag.split(':')[0]),
      ]),
    );
    const known = new Map<string, readonly string[]>(Object.values(METRICS).map(({ name, tags }) => [name, tags]));
    for (const [name, tags] of sent) expect([name, tags]).toEqual([name, known.get(name)]);
    expect([...sent.keys()]).toEqual(
      expect.arrayContaining([
        METRICS.chatRequests.name,
        METRICS.modelCalls.name,
        METRICS.modelLatency.name,
        METRICS.timeToFirstToken.name,
        METRICS.guardrailInterventions.name,
        METRICS.inputTokens.name,
        METRICS.outputTokens.name,
        METRICS.costUsd.name,
      ]),
    );
    expect(metric(METRICS.inputTokens.name)?.v).toBe(1_500);
    expect(metric(METRICS.outputTokens.name)?.v).toBe(200);
    // 1,000 x 0.10 + 200 x 0.50 + 500 x 0.01, per million
    expect(metric(METRICS.costUsd.name)?.v).toBeCloseTo(0.000_205, 9);
    expect(metric(METRICS.chatRequests.name)?.t).toEqual(
      expect.arrayContaining(['env:test', 'service:llm-gateway', 'outcome:guardrail', 'latency:within']),
    );
  });

  it('sends an LLM span with the base model, never the profile, and the tokens', async () => {
    bedrock.script({ kind: 'answer', usage: { inputTokens: 7_001, outputTokens: 2 } });
    await handler.invoke(proxyEvent(hello));
    const span = await llmSpan(({ metrics: { input_tokens } }) => input_tokens === 7_001);
    expect(span).toMatchObject({
      status: 'ok',
      meta: {
        'span.kind': 'llm',
        model_name: 'anthropic.claude-haiku-5-5',
        model_provider: 'anthropic',
        input: {},
        output: {},
      },
      metrics: { input_tokens: 7_001, output_tokens: 2, total_tokens: 7_003 },
    });
    expect(span.tags).toEqual(expect.arrayContaining(['ml_app:llm-gateway', 'model_alias:fast']));
    expect(JSON.stringify(span)).not.toContain(PROFILE);
  });

  it('sends the time to the first words of a stream, with the span in seconds', async () => {
    bedrock.script({ kind: 'answer', latencyMs: 20, usage: { inputTokens: 7_003, outputTokens: 2 } });
    await handler.stream(proxyEvent(hello, 'text/event-stream'));
    const milliseconds = metric(METRICS.timeToFirstToken.name)?.v ?? 0;
    expect(milliseconds).toBeGreaterThanOrEqual(19);
    const span = await llmSpan(({ metrics: { input_tokens } }) => input_tokens === 7_003);
    expect(span.metrics['time_to_first_token']).toBeCloseTo(milliseconds / 1_000, 6);
  });

  it('marks the span of a stream that broke, and counts it by its outcome', async () => {
    bedrock.script({ kind: 'incomplete', afterDeltas: 2 });
    const { statusCode } = await handler.stream(proxyEvent(hello, 'text/event-stream'));
    await llmSpan(({ status }) => status === 'error');
    expect(statusCode).toBe(200);
    expect(metric(METRICS.modelCalls.name)?.t).toContain('outcome:model-unavailable');
    expect(metric(METRICS.chatRequests.name)?.t).toContain('outcome:model-unavailable');
    expect(metric(METRICS.costUsd.name)).toBeUndefined();
  });

  it('marks the span of a call that failed, and counts it by its outcome', async () => {
    bedrock.script({ kind: 'exception', name: 'AccessDeniedException', message: 'secret words of AWS' });
    await handler.invoke(proxyEvent(hello));
    const span = await llmSpan(({ status }) => status === 'error');
    expect(span.status).toBe('error');
    expect(JSON.stringify(span)).not.toContain('secret words of AWS');
    expect(metric(METRICS.modelCalls.name)?.t).toContain('outcome:model-refused');
    expect(metric(METRICS.chatRequests.name)?.t).toContain('outcome:model-refused');
    expect(metric(METRICS.costUsd.name)).toBeUndefined();
  });

  it('puts every call, a failed one too, below one span of the request', async () => {
    bedrock.script(...Array<Reply>(2).fill({ kind: 'exception', name: 'ThrottlingException', message: 'x' }), {
      kind: 'answer',
      usage: { inputTokens: 7_005, outputTokens: 2 },
    });
    await handler.invoke(proxyEvent({ ...hello, model: 'chained' }));
    const { workflow, calls } = await tree();
    expect(workflow).toMatchObject({ name: SPANS.chat.name, status: 'ok', parent_id: 'undefined' });
    expect(own(workflow)).toEqual({
      mode: 'normal',
      variant: 'none',
      tenant: 'direct',
      model_alias: 'fast',
      outcome: 'ok',
    });
    expect(workflow.meta['metadata']).toEqual({ stop_reason: 'end_turn' });
    expect(calls.map(({ parent_id, trace_id }) => [parent_id, trace_id])).toEqual(
      Array(2).fill([workflow.span_id, workflow.trace_id]),
    );
    expect(calls.map(({ status, meta }) => [status, meta['model_name']])).toEqual([
      ['error', 'anthropic.claude-sonnet-5-5'],
      ['ok', 'anthropic.claude-haiku-5-5'],
    ]);
  });

  it('says on a span what a call cost, in dollars, and by which tags costs may be told apart', async () => {
    bedrock.script({ kind: 'answer', usage: { inputTokens: 1_000, outputTokens: 200, cacheReadInputTokens: 500 } });
    await handler.invoke(proxyEvent(hello));
    const { calls } = await tree();
    expect(calls[0]?.metrics).toEqual({
      input_tokens: 1_500,
      output_tokens: 200,
      total_tokens: 1_700,
      cache_read_input_tokens: 500,
      cache_write_input_tokens: 0,
      total_cost: expect.closeTo(0.000_205, 9),
    });
    expect(calls[0]?.meta['metadata']).toEqual({
      stop_reason: 'end_turn',
      attempts: 1,
      _dd: { cost_tags: ['mode', 'variant'] },
    });
  });

  it('has handed over the spans of a request when it returns: Lambda freezes what comes later', async () => {
    const arrived = () => extension.sent.flatMap(spansIn).map(({ name }) => name);
    await handler.invoke(proxyEvent(hello));
    expect(arrived()).toEqual(expect.arrayContaining(['chat', 'model-call']));
    extension.forget();
    await handler.stream(proxyEvent(hello, 'text/event-stream'));
    expect(arrived()).toEqual(expect.arrayContaining(['chat', 'model-call']));
  });

  it('times the first words of a stream on the span of the request, as Datadog wants it', async () => {
    bedrock.script({ kind: 'answer', latencyMs: 20 });
    await handler.stream(proxyEvent(hello, 'text/event-stream'));
    const { workflow, calls } = await tree();
    expect(workflow.metrics['time_to_first_token']).toBeGreaterThanOrEqual(0.019);
    expect(workflow.metrics['time_to_first_token']).toBeGreaterThanOrEqual(
      calls[0]?.metrics['time_to_first_token'] ?? 0,
    );
  });

  it('marks the span of a request that failed with its outcome', async () => {
    await handler.invoke(proxyEvent({ ...hello, model: 'nobody' }));
    const { workflow, calls } = await tree();
    expect(workflow.status).toBe('error');
    expect(own(workflow)).toMatchObject({ outcome: 'unknown-model' });
    expect(calls).toEqual([]);
  });

  it('carries on spans and log lines what the contract lists, and nothing else', async () => {
    bedrock.script({ kind: 'answer', latencyMs: 5 });
    await handler.stream(proxyEvent(hello, 'text/event-stream'));
    const { workflow, calls } = await tree();
    for (const [span, known] of [
      [workflow, SPANS.chat],
      [calls[0], SPANS.modelCall],
    ] as const) {
      if (span === undefined) throw new Error('a span is missing');
      expect(span.name).toBe(known.name);
      expect(known.tags).toEqual(expect.arrayContaining(Object.keys(own(span))));
      expect([...Object.keys(span.metrics)].sort()).toEqual([...known.metrics].sort());
      const { _dd, ...metadata } = span.meta['metadata'] as Record<string, unknown>;
      expect(Object.keys(metadata)).toEqual([...known.metadata]);
    }
    const known = new Set<string>([...LOG_ENVELOPE, ...Object.keys(LOG_FIELDS)]);
    const lines = handler.lines().filter((line) => !line.startsWith('{"e":'));
    expect(lines.length).toBeGreaterThan(0);
    expect(
      lines.flatMap((line) => Object.keys(JSON.parse(line) as object)).filter((field) => !known.has(field)),
    ).toEqual([]);
  });

  it('writes the trace into the log lines, which are JSON', async () => {
    await handler.invoke(proxyEvent(hello));
    const lines = handler
      .lines()
      .map((line) => JSON.parse(line) as { message?: string; request_id?: string; dd?: { trace_id: string } });
    const answered = lines.find(({ message }) => message === 'answered');
    expect(answered?.request_id).toBe('request-1');
    expect(answered?.dd?.trace_id).toMatch(/^\d+$/);
  });
});

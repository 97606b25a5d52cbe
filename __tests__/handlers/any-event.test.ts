import * as fc from 'fast-check';
import { type ChatDependencies, chat } from '../../handlers/chat/chat';
import { ServiceError } from '../../handlers/runtime/service-error';

const dependencies: ChatDependencies = {
  settings: {
    models: { fast: { modelId: 'arn', baseModelId: 'anthropic.claude-haiku-5-5', geographic: false } },
    defaultModel: 'fast',
    maxOutputTokens: 100,
    latencyTargetMs: 1_000,
    guardrail: { id: 'g', version: '1' },
  },
  callModel: () => Promise.reject(new ServiceError('model-unavailable')),
  telemetry: { count: () => undefined, llm: (_, call) => call(), trace: () => undefined, flush: () => undefined },
  log: () => undefined,
};
const context = { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => 10_000 };

const body = fc.oneof(
  fc.constant(null),
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  fc.constant('x'.repeat(1_500_000)),
  fc
    .record(
      { messages: fc.array(fc.anything(), { maxLength: 3 }), model: fc.anything(), maxTokens: fc.anything() },
      { requiredKeys: [] },
    )
    .map((value) => {
      try {
        return JSON.stringify(value) ?? 'undefined';
      } catch {
        return '{}';
      }
    }),
  fc.anything(),
);
const event = fc.oneof(
  fc.anything(),
  fc.record(
    {
      body,
      isBase64Encoded: fc.oneof(fc.boolean(), fc.anything()),
      headers: fc.oneof(fc.constant(null), fc.dictionary(fc.string(), fc.string())),
      requestContext: fc.oneof(fc.constant(null), fc.record({ requestId: fc.anything() })),
    },
    { requiredKeys: [] },
  ),
);

describe('chat, whatever it is invoked with', () => {
  it('gives an answer or a problem document, and never throws', async () => {
    await fc.assert(
      fc.asyncProperty(event, async (anything) => {
        const { statusCode, headers, body: text } = await chat(anything as never, context, dependencies);
        const document = JSON.parse(text) as Record<string, unknown>;
        expect(statusCode).toBeGreaterThanOrEqual(400);
        expect(headers?.['content-type']).toBe('application/problem+json');
        expect(document).toMatchObject({ status: statusCode, instance: expect.any(String), title: expect.any(String) });
      }),
      { numRuns: 300 },
    );
  });
});

import { llmSpans } from '../../../handlers/runtime/llm-spans';
import type { ModelAnswer } from '../../../handlers/runtime/model-client';

const target = { modelId: 'arn', baseModelId: 'anthropic.claude-haiku-5-5', geographic: false };
const messages = [{ role: 'user', content: 'the prompt' }] as const;
const usage = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 };
const answer: ModelAnswer = { text: 'the answer', stopReason: 'end_turn', usage, attempts: 1 };

/** What one call puts on its span. */
async function annotated(contentAllowed: boolean, run: () => Promise<ModelAnswer>) {
  const annotate = jest.fn();
  const tracer = { trace: (_: unknown, traced: (span: object) => unknown) => traced({}), annotate };
  const spans = llmSpans(tracer as never, contentAllowed);
  await spans
    .llm({ alias: 'fast', call: { target, messages, system: 'the system prompt' } }, { mode: 'economy' }, run)
    .catch(() => undefined);
  return annotate.mock.calls[0]?.[1] as Record<string, unknown>;
}

describe('the span of a model call', () => {
  const good = () => Promise.resolve(answer);

  it('holds no prompt and no answer where the data policy says so', async () => {
    const note = await annotated(false, good);
    expect(note).toMatchObject({ tags: { mode: 'economy', model_alias: 'fast' } });
    expect(JSON.stringify(note)).not.toMatch(/the (prompt|answer|system prompt)/);
  });

  it('holds them where it allows them', async () => {
    expect(await annotated(true, good)).toMatchObject({
      inputData: [
        { role: 'system', content: 'the system prompt' },
        { role: 'user', content: 'the prompt' },
      ],
      outputData: [{ role: 'assistant', content: 'the answer' }],
    });
  });

  it('holds the prompt of a call that failed, where it is allowed, and no answer', async () => {
    const note = await annotated(true, () => Promise.reject(new Error('x')));
    expect(note).toHaveProperty('inputData');
    expect(note).not.toHaveProperty('outputData');
  });
});

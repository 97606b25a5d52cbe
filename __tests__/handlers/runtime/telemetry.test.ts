import type { Log } from '../../../handlers/runtime/logger';
import type { ModelAnswer } from '../../../handlers/runtime/model-client';
import { ServiceError } from '../../../handlers/runtime/service-error';
import { datadog } from '../../../handlers/runtime/telemetry';

const tags = { env: 'test', service: 'llm-gateway' };
const target = { modelId: 'arn', baseModelId: 'anthropic.claude-haiku-5-5', geographic: false };
const llmCall = { alias: 'fast', call: { target, messages: [] } };
const usage = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 };
const answer: ModelAnswer = { text: 'x', stopReason: 'end_turn', usage, attempts: 1 };

const absent = () => {
  throw Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' });
};
const broken = () => {
  throw new TypeError('broken');
};

/** Uses every door of the telemetry once. */
async function used(load: (name: string) => unknown, call: () => Promise<ModelAnswer>) {
  const lines: Parameters<Log>[] = [];
  const telemetry = datadog(tags, (...line) => lines.push(line), load);
  telemetry.count('chatRequests', 1, { outcome: 'ok', latency: 'within', mode: 'normal', variant: 'none' });
  const result = telemetry.workflow({}, () => telemetry.llm(llmCall, {}, call));
  expect(telemetry.trace()).toBeUndefined();
  await telemetry.flush();
  return { lines, result };
}

describe('telemetry', () => {
  it('is left out where the layer is missing, and says so once at debug', async () => {
    const { lines, result } = await used(absent, () => Promise.resolve(answer));
    await expect(result).resolves.toBe(answer);
    expect(lines).toEqual([
      ['debug', 'telemetry goes without datadog-lambda-js', { cause: 'Error' }],
      ['debug', 'telemetry goes without dd-trace', { cause: 'Error' }],
    ]);
  });

  it('warns where the layer is there and does not load', async () => {
    const { lines } = await used(broken, () => Promise.resolve(answer));
    expect(lines[0]).toEqual(['warn', 'telemetry goes without datadog-lambda-js', { cause: 'TypeError' }]);
  });

  describe('of libraries that throw wherever they are touched', () => {
    const throwing = {
      sendDistributionMetric: broken,
      scope: broken,
      llmobs: { trace: broken, annotate: broken, flush: broken },
    };

    it('costs no answer, and no second call', async () => {
      const call = jest.fn(() => Promise.resolve(answer));
      const { result } = await used(() => throwing, call);
      await expect(result).resolves.toBe(answer);
      expect(call).toHaveBeenCalledTimes(1);
    });

    it('does not hide what the call threw', async () => {
      const error = new ServiceError('throttled');
      const { result } = await used(
        () => throwing,
        () => Promise.reject(error),
      );
      await expect(result).rejects.toBe(error);
    });

    it('costs no answer when the tracer fails after the call, and no second call', async () => {
      const call = jest.fn(() => Promise.resolve(answer));
      const late = {
        ...throwing,
        llmobs: {
          ...throwing.llmobs,
          trace: async (_: unknown, run: (s: object) => unknown) => {
            await run({});
            broken();
          },
        },
      };
      const { result } = await used(() => late, call);
      await expect(result).resolves.toBe(answer);
      expect(call).toHaveBeenCalledTimes(1);
    });
  });
});

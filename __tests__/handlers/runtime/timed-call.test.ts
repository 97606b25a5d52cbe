import type { ModelCall } from '../../../handlers/runtime/model-client';
import { ServiceError } from '../../../handlers/runtime/service-error';
import { orAborted } from '../../../handlers/runtime/time-limit';
import { type CallTime, timedCall } from '../../../handlers/runtime/timed-call';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const ANSWER = {
  text: 'all of it',
  stopReason: 'end_turn',
  usage: { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 },
  attempts: 1,
};
const passed = (ms: number, { signal }: CallTime): Promise<void> =>
  orAborted(new Promise((resolve) => setTimeout(resolve, ms)), signal);

/** How a call of this time ended, and when, on a clock that costs no time. */
async function ended(
  more: Pick<ModelCall, 'timeoutMs'> & Partial<ModelCall>,
  run: (time: CallTime) => Promise<unknown>,
): Promise<readonly [how: string, afterMs: number]> {
  const call: ModelCall = {
    target: { modelId: 'arn', baseModelId: 'anthropic.claude-haiku-5-5', geographic: false },
    messages: [],
    maxTokens: 10,
    guardrail: { id: 'g', version: '1' },
    ...more,
  };
  const started = performance.now();
  const result = timedCall(
    call,
    (error) => new ServiceError('model-unavailable', { cause: error }),
    async (time) => {
      await run(time);
      return ANSWER;
    },
  ).then(
    () => ['answered', performance.now() - started] as const,
    (error: ServiceError) => [error.code, performance.now() - started] as const,
  );
  await jest.advanceTimersByTimeAsync(60_000);
  return result;
}

describe('the time of a call', () => {
  it('is over when no answer is there', async () => {
    expect(await ended({ timeoutMs: 1_000 }, (time) => passed(999, time))).toEqual(['answered', 999]);
    expect(await ended({ timeoutMs: 1_000 }, (time) => passed(5_000, time))).toEqual(['model-timeout', 1_000]);
    expect(await ended({ timeoutMs: 0 }, (time) => passed(0, time))).toEqual(['model-timeout', 0]);
  });

  it('is over for a stream that has no words, however long it may take in all', async () => {
    const stream = { timeoutMs: 1_000, streamTimeoutMs: 30_000, onText: () => undefined };
    expect(await ended(stream, (time) => passed(5_000, time))).toEqual(['model-timeout', 1_000]);
  });

  it('goes on for a stream whose first words are there, until the deadline', async () => {
    const stream = { timeoutMs: 1_000, streamTimeoutMs: 30_000, onText: () => undefined };
    const speaking = (wordMs: number) => async (time: CallTime) => {
      for (const word of ['one', 'two', 'three']) {
        await passed(wordMs, time);
        time.sent(word);
        expect(time.begun()).toBe(true);
      }
      await passed(9_000, time);
    };
    expect(await ended(stream, speaking(900))).toEqual(['answered', 3 * 900 + 9_000]);
    expect(await ended({ ...stream, streamTimeoutMs: 5_000 }, speaking(900))).toEqual(['model-timeout', 5_000]);
  });

  it('is over for a caller who takes the first words and no more', async () => {
    const stream = { timeoutMs: 1_000, streamTimeoutMs: 5_000, onText: () => new Promise<void>(() => {}) };
    const run = async (time: CallTime) => orAborted(Promise.resolve(time.sent('one')), time.signal);
    expect(await ended(stream, run)).toEqual(['model-timeout', 5_000]);
  });

  it('is over when the caller goes, whatever else went wrong because of that', async () => {
    const gone = new AbortController();
    setTimeout(() => gone.abort(), 300);
    const run = (time: CallTime) =>
      passed(5_000, time).catch(() => {
        throw new Error('socket hang up');
      });
    expect(await ended({ timeoutMs: 1_000, gone: gone.signal }, run)).toEqual(['caller-gone', 300]);
  });

  it('is not what an error is told by that comes before it is over', async () => {
    expect(await ended({ timeoutMs: 1_000 }, () => Promise.reject(new Error('broken')))).toEqual([
      'model-unavailable',
      0,
    ]);
  });
});

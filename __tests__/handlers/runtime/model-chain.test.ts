import type { ErrorCode } from '../../../handlers/contract/errors';
import { circuits } from '../../../handlers/runtime/circuits';
import { type ChainOptions, firstAnswer } from '../../../handlers/runtime/model-chain';
import type { ModelAnswer } from '../../../handlers/runtime/model-client';
import { ServiceError } from '../../../handlers/runtime/service-error';

const usage = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 };
const good: ModelAnswer = { text: 'x', stopReason: 'end_turn', usage, attempts: 1 };

interface Case {
  /** What each model does, in the order of the chain. */
  readonly models: readonly (ErrorCode | 'ok' | 'not asked' | Error)[];
  readonly remaining?: readonly number[];
  readonly begun?: boolean;
  readonly all?: ReturnType<typeof circuits>;
}

/** Who was asked with how much time, and how it ended. */
async function run({
  models,
  remaining = [10_000],
  begun = false,
  all = circuits({ failuresToOpen: 2, coolDownMs: 60_000 }),
}: Case) {
  const asked: [string, number, number | undefined][] = [];
  const failures: unknown[] = [];
  const names = models.map((_, index) => `model-${index}`) as [string, ...string[]];
  let times = 0;
  const options: ChainOptions = {
    aliases: names,
    circuits: all,
    remainingMs: () => remaining[Math.min(times++, remaining.length - 1)] ?? 0,
    begun: () => begun,
    onFailure: (alias, { code }, { next, opened }) => failures.push([alias, code, next, opened]),
    ask: (alias, { timeoutMs, streamTimeoutMs }) => {
      asked.push([alias, timeoutMs, streamTimeoutMs]);
      const does = models[names.indexOf(alias)] ?? 'ok';
      if (does === 'ok') return Promise.resolve(good);
      if (does === 'not asked') return Promise.resolve({ ...good, attempts: 0 });
      return Promise.reject(does instanceof Error ? does : new ServiceError(does));
    },
  };
  const ended = await firstAnswer(options).then(
    ({ alias }) => alias,
    (error: ServiceError) => error.code ?? String(error),
  );
  return { asked: asked.map(([alias]) => alias), times: asked, failures, ended };
}

describe('a chain of models', () => {
  it.each<ErrorCode>(['throttled', 'model-timeout', 'model-unavailable', 'model-refused', 'model-unreachable'])(
    'goes on to the next after %s',
    async (code) => {
      const { ended, failures } = await run({ models: [code, 'ok'] });
      expect(ended).toBe('model-1');
      expect(failures).toEqual([['model-0', code, 'model-1', false]]);
    },
  );

  it.each<ErrorCode>(['invalid-request', 'caller-gone', 'internal'])('ends with %s', async (code) => {
    const { asked, ended, failures } = await run({ models: [code, 'ok'] });
    expect([asked, ended, failures]).toEqual([['model-0'], code, []]);
  });

  it('learns nothing of a model that was not asked, because the guardrail stopped the prompt', async () => {
    const all = circuits({ failuresToOpen: 2, coolDownMs: 60_000 });
    for (const first of ['throttled', 'not asked', 'throttled'] as const) await run({ models: [first, 'ok'], all });
    expect((await run({ models: ['ok', 'ok'], all })).asked).toEqual(['model-1']);
  });

  it('ends with a mistake of ours', async () => {
    expect((await run({ models: [new TypeError('x'), 'ok'] })).ended).toBe('TypeError: x');
  });

  it('never goes on once the caller has words of an answer', async () => {
    const { asked, ended, failures } = await run({ models: ['throttled', 'ok'], begun: true });
    expect([asked, ended]).toEqual([['model-0'], 'throttled']);
    expect(failures).toEqual([['model-0', 'throttled', undefined, false]]);
  });

  it('gives a model a share of the time while others could follow, and the last one all that is left', async () => {
    const { times } = await run({ models: ['throttled', 'throttled', 'ok'], remaining: [10_000, 5_000, 2_000] });
    expect(times).toEqual([
      ['model-0', 6_000, 10_000],
      ['model-1', 3_000, 5_000],
      ['model-2', 2_000, 2_000],
    ]);
  });

  it('asks nobody else when hardly any time is left', async () => {
    const { asked, ended } = await run({ models: ['model-timeout', 'ok'], remaining: [10_000, 999] });
    expect([asked, ended]).toEqual([['model-0'], 'model-timeout']);
  });

  it('asks nobody at all when none is left, and blames no model for it', async () => {
    const { asked, ended, failures } = await run({ models: ['ok', 'ok'], remaining: [0] });
    expect([asked, ended, failures]).toEqual([[], 'model-timeout', []]);
  });

  it.each<[ErrorCode, ErrorCode, ErrorCode]>([
    ['throttled', 'model-refused', 'throttled'],
    ['model-refused', 'throttled', 'throttled'],
    ['model-unavailable', 'throttled', 'model-unavailable'],
    ['model-refused', 'model-refused', 'model-refused'],
  ])('after %s and %s ends with %s, which the caller can do most about', async (first, second, ended) => {
    expect((await run({ models: [first, second] })).ended).toBe(ended);
  });

  it('leaves a model out that keeps failing, and says when that begins', async () => {
    const all = circuits({ failuresToOpen: 2, coolDownMs: 60_000 });
    await run({ models: ['throttled', 'ok'], all });
    expect((await run({ models: ['throttled', 'ok'], all })).failures).toEqual([
      ['model-0', 'throttled', 'model-1', true],
    ]);
    const { asked, times } = await run({ models: ['ok', 'ok'], all });
    expect(asked).toEqual(['model-1']);
    expect(times[0]?.[1]).toBe(10_000);
  });

  it('asks the model that was meant when every one keeps failing', async () => {
    const all = circuits({ failuresToOpen: 1, coolDownMs: 60_000 });
    await run({ models: ['throttled', 'throttled'], all });
    expect((await run({ models: ['ok', 'ok'], all })).asked).toEqual(['model-0']);
  });

  it('does not hold against a model what it finds wrong with one request', async () => {
    const all = circuits({ failuresToOpen: 1, coolDownMs: 60_000 });
    const cause = Object.assign(new Error('x'), { name: 'ValidationException' });
    await run({ models: [new ServiceError('model-refused', { cause }), 'ok'], all });
    expect((await run({ models: ['ok', 'ok'], all })).asked).toEqual(['model-0']);
  });
});

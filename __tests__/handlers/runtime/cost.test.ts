import { cacheSavedUsd, costUsd, promptTokens } from '../../../handlers/runtime/cost';

const MILLION = 1_000_000;
const none = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
const target = (baseModelId: string, geographic = false) => ({ modelId: 'arn', baseModelId, geographic });
const sonnet = target('anthropic.claude-sonnet-5-5');
const haiku = target('anthropic.claude-haiku-5-5');

describe('costUsd', () => {
  it.each([
    ['input', { ...none, inputTokens: MILLION }, 2],
    ['output', { ...none, outputTokens: MILLION }, 10],
    ['cache reads', { ...none, cacheReadTokens: MILLION }, 0.1],
    ['cache writes', { ...none, cacheWriteTokens: MILLION }, 2.5],
    ['nothing', none, 0],
  ])('prices a million tokens of %s by the table', (_, usage, usd) => {
    expect(costUsd(sonnet, usage)).toBeCloseTo(usd, 10);
  });

  it('adds the surcharge of a geographic profile', () => {
    expect(costUsd(target(sonnet.baseModelId, true), { ...none, inputTokens: MILLION })).toBeCloseTo(2.2, 10);
  });

  it('prices the whole request dearer when the prompt is long, cached tokens included', () => {
    const at = { ...none, inputTokens: 60_000, cacheReadTokens: 40_000, outputTokens: 1_000 };
    const usd = (60_000 * 0.1 + 40_000 * 0.01 + 1_000 * 0.5) / MILLION;
    expect(costUsd(haiku, at)).toBeCloseTo(usd, 10);
    expect(costUsd(haiku, { ...at, cacheReadTokens: 40_001 })).toBeCloseTo((usd + 0.01 / MILLION) * 5, 10);
  });

  it('knows no price of a model that is not in the table', () => {
    expect(costUsd(target('anthropic.claude-0'), { ...none, inputTokens: 1 })).toBeUndefined();
    expect(costUsd(target('toString'), { ...none, inputTokens: 1 })).toBeUndefined();
  });
});

describe('promptTokens', () => {
  it('counts what came from the cache and what went into it', () => {
    expect(promptTokens({ inputTokens: 1, cacheReadTokens: 2, cacheWriteTokens: 4, outputTokens: 8 })).toBe(7);
  });
});

describe('what the prompt cache saved', () => {
  it('is what reads would have cost more, less what writes cost more', () => {
    expect(cacheSavedUsd(sonnet, { ...none, cacheReadTokens: MILLION })).toBeCloseTo(1.9, 10);
    expect(cacheSavedUsd(sonnet, { ...none, cacheWriteTokens: MILLION })).toBeCloseTo(-0.5, 10);
    expect(cacheSavedUsd(target('anthropic.claude-0'), { ...none, cacheReadTokens: 1 })).toBeUndefined();
  });
});

describe('the price of a model of our own', () => {
  it('is the one in config', () => {
    const price = { input: 3, output: 7, cacheRead: 3, cacheWrite: 3 };
    const facts = { provider: 'amazon-sagemaker', maxOutputTokens: 100, acceptsTemperature: true, price };
    const usage = { ...none, inputTokens: MILLION, outputTokens: MILLION };
    expect(costUsd({ ...target('own-7b'), facts }, usage)).toBeCloseTo(10, 10);
  });
});

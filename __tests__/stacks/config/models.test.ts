import * as fc from 'fast-check';
import { DEADLINES } from '../../../handlers/contract/deadlines';
import { circuits } from '../../../handlers/runtime/circuits';
import { firstAnswer } from '../../../handlers/runtime/model-chain';
import type { ModelAnswer } from '../../../handlers/runtime/model-client';
import { ServiceError } from '../../../handlers/runtime/service-error';
import { dev } from '../../../stacks/config/environments/dev';
import { prod } from '../../../stacks/config/environments/prod';
import { staging } from '../../../stacks/config/environments/staging';
import { modelPlaceProblems, modelProblems } from '../../../stacks/config/model-rules';
import { turnsOf } from '../../../stacks/config/model-turns';
import { MODEL, type ModelConfig } from '../../../stacks/config/models';
import type { ServiceConfig } from '../../../stacks/config/schema';

const haiku: ModelConfig = { kind: 'system-profile', profile: 'us.anthropic.claude-haiku-5-5', promptCaching: false };
const sonnet: ModelConfig = { ...haiku, profile: 'us.anthropic.claude-sonnet-5-5' };
const own = { name: 'tuned', maxOutputTokens: 4_096, acceptsTemperature: true, price: { input: 1, output: 5 } };
const provisioned: ModelConfig = {
  kind: 'provisioned',
  arn: 'arn:aws:bedrock:us-east-1:111111111111:provisioned-model/abc123',
  model: own,
};
const sagemaker: ModelConfig = { kind: 'sagemaker', endpoint: 'tuned-7b', model: own };
const copied: ModelConfig = {
  kind: 'application-profile',
  arn: 'arn:aws:bedrock:us-east-1:111111111111:application-inference-profile/abc123',
  copyOf: 'us.anthropic.claude-sonnet-5-5',
  promptCaching: false,
};

const withModels = (models: Record<string, ModelConfig>, chat: Partial<ServiceConfig['chat']> = {}): ServiceConfig => ({
  ...dev,
  models,
  chat: { ...dev.chat, ...chat },
});
function problems(models: Record<string, ModelConfig>, chat: Partial<ServiceConfig['chat']> = {}): string[] {
  const config = withModels({ fast: haiku, ...models }, chat);
  return [...modelProblems(config), ...modelPlaceProblems(config)].map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
}

describe('the models of a config', () => {
  it('may be of every kind, and follow each other', () => {
    const models = {
      copied,
      provisioned,
      sagemaker: { ...sagemaker, fallbacks: ['fast'] },
      smart: { ...sonnet, fallbacks: ['provisioned', 'copied'], timeoutSeconds: 9 },
    };
    for (const model of Object.values(models)) expect(MODEL.safeParse(model).error).toBeUndefined();
    expect(problems(models)).toEqual([]);
  });

  it.each<[string, unknown, RegExp]>([
    ['an ARN of something else', { ...provisioned, arn: copied.arn }, /must be arn:aws:bedrock:.*:provisioned-model\//],
    ['a name that is no endpoint in its ARN', { ...sagemaker, endpoint: 'Tuned' }, /in lower case/],
    ["a model of one's own without a price", { ...sagemaker, model: { ...own, price: {} } }, /expected number/],
    ['an empty list of fallbacks', { ...haiku, fallbacks: [] }, /must name at least one alias, or be left out/],
  ])('may not be %s', (_, model, problem) => {
    expect(String(MODEL.safeParse(model).error)).toMatch(problem);
  });

  it.each<[string, Record<string, ModelConfig>, string]>([
    [
      'a fallback that does not exist',
      { smart: { ...sonnet, fallbacks: ['fats'] } },
      'models.smart.fallbacks.0: must be one of the models (fast, smart), got "fats"',
    ],
    [
      'a model that follows itself',
      { smart: { ...sonnet, fallbacks: ['smart'] } },
      'models.smart.fallbacks.0: must not be asked twice, got "smart"',
    ],
    [
      'a fallback named twice',
      { smart: { ...sonnet, fallbacks: ['fast', 'fast'] } },
      'models.smart.fallbacks.1: must not be asked twice, got "fast"',
    ],
    [
      'a fallback that is the same model by another name',
      { smart: { ...sonnet, fallbacks: ['twin'] }, twin: sonnet },
      'models.smart.fallbacks.0: "twin" stands for the same as "smart": what fails there fails here',
    ],
    [
      'a fallback that would spend the budget',
      { fast: { ...haiku, fallbacks: ['smart'] }, smart: sonnet },
      'models.fast.fallbacks.0: must be at most 10 times as dear as "fast" (0.5 USD per million tokens written), got "smart" (10): an outage would spend the budget',
    ],
    [
      'times that do not fit into the timeout of the function',
      { smart: { ...sonnet, fallbacks: ['slow'], timeoutSeconds: 15 }, slow: { ...provisioned, timeoutSeconds: 12 } },
      'models.smart.fallbacks.0: "slow" wants 12 s, but is asked after 15 s and has 11.5 s left of chat.timeoutSeconds (28) less 1.5 s to answer: lower timeoutSeconds here or before it',
    ],
    [
      'a time beyond the timeout of the function',
      { smart: { ...sonnet, timeoutSeconds: 27 } },
      'models.smart.timeoutSeconds: "smart" wants 27 s, but is asked after 0 s and has 26.5 s left of chat.timeoutSeconds (28) less 1.5 s to answer: lower timeoutSeconds here or before it',
    ],
    [
      'a fallback that comes too late for what is promised',
      { smart: { ...sonnet, fallbacks: ['fast'], timeoutSeconds: 20 } },
      'models.smart.timeoutSeconds: must leave "fast" time to answer within requirements.latency (20 s), but it is asked only after 20 s, got 20',
    ],
    [
      'a model in another region',
      { tuned: { ...provisioned, arn: provisioned.arn.replace('us-east-1', 'eu-west-1') } },
      'models.tuned.arn: must lie in aws.region (us-east-1) and aws.accountId (111111111111), got eu-west-1 and 111111111111',
    ],
    [
      'a longer answer than the environment allows',
      { fast: { ...haiku, maxOutputTokens: 4_096 } },
      "models.fast.maxOutputTokens: must be at most 2048, the least of the model's own ceiling and chat.maxOutputTokens, got 4096",
    ],
  ])('may not hold %s', (_, models, problem) => {
    expect(problems(models)).toEqual([problem]);
  });

  it('may hold one that writes less than the others, when it says so', () => {
    const spare: ModelConfig = { ...haiku, profile: 'us.anthropic.claude-sonnet-4-6' };
    expect(problems({ spare }, { maxOutputTokens: 100_000 })).toEqual([
      'chat.maxOutputTokens: must be at most 64000, the ceiling of models.spare, got 100000; or give models.spare a maxOutputTokens of its own',
    ]);
    expect(problems({ spare: { ...spare, maxOutputTokens: 64_000 } }, { maxOutputTokens: 100_000 })).toEqual([]);
  });
});

/** The times that the handler gives when every model takes all of its own. */
async function handled(alias: string, { chat, models }: ServiceConfig): Promise<[string, number][]> {
  const deadline = chat.timeoutSeconds * 1_000 - DEADLINES.reserveMs;
  const asked: [string, number][] = [];
  await firstAnswer({
    aliases: [alias, ...(models[alias]?.fallbacks ?? [])],
    circuits: circuits({ failuresToOpen: 9, coolDownMs: 1 }),
    timeoutMs: (name) => {
      const own = models[name]?.timeoutSeconds;
      return own === undefined ? undefined : own * 1_000;
    },
    remainingMs: () => deadline - asked.reduce((sum, [, ms]) => sum + ms, 0),
    begun: () => false,
    onFailure: () => undefined,
    ask: (name, { timeoutMs }): Promise<ModelAnswer> => {
      asked.push([name, timeoutMs]);
      return Promise.reject(new ServiceError('model-timeout'));
    },
  }).catch(() => undefined);
  return asked;
}

describe('the time of a chain', () => {
  it.each([dev, staging, prod])('of the $env environment lets every fallback be asked', async (config) => {
    for (const alias of Object.keys(config.models)) {
      expect(await handled(alias, config)).toEqual(turnsOf(alias, config).map(({ alias: name, has }) => [name, has]));
    }
  });

  it('is planned as the handler keeps it, whatever a valid config says', async () => {
    const time = fc.option(fc.integer({ min: 1, max: 28 }), { nil: undefined });
    const given = (timeoutSeconds: number | undefined) => (timeoutSeconds === undefined ? {} : { timeoutSeconds });
    await fc.assert(
      fc.asyncProperty(time, time, time, fc.integer({ min: 3, max: 28 }), async (a, b, c, timeoutSeconds) => {
        const models = {
          smart: { ...sonnet, ...given(a), fallbacks: ['tuned', 'fast'] },
          tuned: { ...provisioned, ...given(b) },
          fast: { ...haiku, ...given(c) },
        };
        const config = { ...withModels(models, { timeoutSeconds }), requirements: undefined };
        fc.pre(modelProblems(config).length === 0);
        const asked = await handled('smart', config);
        const planned = turnsOf('smart', config).map(({ alias, has }) => [alias, has]);
        expect(asked.map(([name, ms]) => [name, Math.round(ms)])).toEqual(
          planned.map(([name, ms]) => [name, Math.round(Number(ms))]),
        );
        expect(asked.reduce((sum, [, ms]) => sum + ms, 0)).toBeLessThanOrEqual(timeoutSeconds * 1_000);
      }),
    );
  });
});

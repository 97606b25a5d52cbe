import { dev } from '../../../stacks/config/environments/dev';
import { experimentProblems } from '../../../stacks/config/experiment';

const problems = (...variants: { name: string; weight: number; model?: string; systemPrefix?: string }[]) =>
  experimentProblems({ models: dev.models, experiment: { name: 'brevity', salt: 's', variants } }).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );

describe('an experiment in config', () => {
  it.each([
    [
      'two halves',
      [
        { name: 'a', weight: 50 },
        { name: 'b', weight: 50, model: 'smart' },
      ],
    ],
    [
      'thirds',
      [
        { name: 'a', weight: 33.33 },
        { name: 'b', weight: 33.33 },
        { name: 'c', weight: 33.34 },
      ],
    ],
    [
      'one that is switched off',
      [
        { name: 'a', weight: 100 },
        { name: 'b', weight: 0 },
      ],
    ],
  ])('may be %s', (_, variants) => {
    expect(problems(...variants)).toEqual([]);
  });

  it('may not be less or more than everybody, name a variant twice, or a model that is not there', () => {
    expect(problems({ name: 'a', weight: 50 }, { name: 'a', weight: 49, model: 'wise' })).toEqual([
      'experiment.variants: weights must add up to 100, got 99',
      'experiment.variants.1.name: must not be used twice, got "a"',
      `experiment.variants.1.model: must be one of the models (${Object.keys(dev.models).join(', ')}), got "wise"`,
    ]);
  });

  it('may not be longer than what an environment variable has room for', () => {
    expect(problems({ name: 'a', weight: 50 }, { name: 'b', weight: 50, systemPrefix: 'x'.repeat(1_000) })).toEqual([
      expect.stringMatching(/^experiment: must be at most 1000 bytes as JSON, got 1\d\d\d: shorten systemPrefix$/),
    ]);
  });
});

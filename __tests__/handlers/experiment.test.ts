import * as fc from 'fast-check';
import { variantFor, varied } from '../../handlers/chat/experiment';
import type { Experiment } from '../../handlers/contract/experiment';
import type { RequestFacts } from '../../handlers/runtime/request-facts';

const USERS = Array.from({ length: 500 }, (_, index) => `user-${index}`);

const experimentOf = (weights: readonly number[]): Experiment => ({
  name: 'brevity',
  salt: 'salt',
  variants: weights.map((weight, index) => ({ name: `v${index}`, weight })),
});

/** Whole percentages that add up to 100. */
const weights = fc
  .array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 4 })
  .map((cuts) => [0, ...cuts.sort((a, b) => a - b), 100])
  .map((cuts) => cuts.slice(1).map((cut, index) => cut - (cuts[index] ?? 0)));

const dealt = (experiment: Experiment): string[] =>
  USERS.map((user) => variantFor(experiment, ['tenant', user])?.name ?? 'none');

/** How far a share of so many users may be off by chance: once in some millions of runs. */
const luck = (share: number): number => 5.5 * Math.sqrt((share * (1 - share)) / USERS.length) + 1e-9;

describe('the variant of a user', () => {
  it('is always the same, in whatever order the variants stand', () => {
    fc.assert(
      fc.property(weights, fc.string(), fc.string(), (shares, tenant, user) => {
        const experiment = experimentOf(shares);
        const turned = { ...experiment, variants: [...experiment.variants].reverse() };
        const variant = variantFor(experiment, [tenant, user]);
        expect(variant).toBeDefined();
        expect(variantFor(experiment, [tenant, user])).toBe(variant);
        expect(variantFor(turned, [tenant, user])).toBe(variant);
      }),
    );
  });

  it('comes as often as it weighs, and never without weight', () => {
    fc.assert(
      fc.property(weights, (shares) => {
        const all = dealt(experimentOf(shares));
        for (const [index, weight] of shares.entries()) {
          const share = all.filter((name) => name === `v${index}`).length / all.length;
          expect(Math.abs(share - weight / 100)).toBeLessThanOrEqual(luck(weight / 100));
        }
      }),
      { numRuns: 12 },
    );
  });

  it('changes, when weights do, only from one that lost weight or to one that gained it', () => {
    fc.assert(
      fc.property(weights, fc.nat(3), fc.nat(3), fc.integer({ min: 1, max: 100 }), (before, from, to, most) => {
        const [source, sink] = [from % before.length, to % before.length];
        const moved = Math.min(most, before[source] ?? 0);
        const after = before.map(
          (weight, index) => weight + (index === sink ? moved : 0) - (index === source ? moved : 0),
        );
        const now = dealt(experimentOf(after));
        const movers = dealt(experimentOf(before))
          .map((name, index) => [name, now[index]])
          .filter(([then, later]) => then !== later);
        const astray = movers.filter(
          ([then, later]) =>
            (then !== `v${source}` && later !== `v${sink}`) || then === `v${sink}` || later === `v${source}`,
        );
        expect(astray).toEqual([]);
        const share = (2 * moved) / 100;
        expect(movers.length / USERS.length).toBeLessThanOrEqual(share + luck(Math.min(share, 0.5)));
      }),
      { numRuns: 12 },
    );
  });

  it('is dealt anew with another salt', () => {
    const experiment = experimentOf([50, 50]);
    expect(dealt({ ...experiment, salt: 'other' })).not.toEqual(dealt(experiment));
  });
});

describe('a request in an experiment', () => {
  const request = { messages: [{ role: 'user', content: 'Hi' }] } as const;
  const only = (variant: object): Experiment => ({
    name: 'brevity',
    salt: 's',
    variants: [{ name: 'brief', weight: 100, ...variant }],
  });
  const given = (experiment: Experiment | undefined, asked: object = {}, facts: RequestFacts = {}) => ({
    request: varied({ ...request, ...asked }, experiment, facts),
    variant: facts.variant,
  });

  it.each([
    ['the model', { model: 'smart' }, {}, { model: 'smart' }],
    ['the system prompt', { systemPrefix: 'Be brief.' }, {}, { system: 'Be brief.' }],
    [
      'the system prompt, before its own',
      { systemPrefix: 'Be brief.' },
      { system: 'Rhyme.' },
      { system: 'Be brief.\n\nRhyme.' },
    ],
    ['nothing, as the control', {}, {}, {}],
  ])('is given %s', (_, variant, asked, changes) => {
    expect(given(only(variant), asked)).toEqual({ request: { ...request, ...changes }, variant: 'brevity-brief' });
  });

  it.each<[string, Experiment | undefined, object, RequestFacts]>([
    ['without one', undefined, {}, {}],
    ['that names its model', only({ systemPrefix: 'x' }), { model: 'fast' }, {}],
    ['where one model answers all', only({ systemPrefix: 'x' }), {}, { mode: 'economy' }],
  ])('is left as it is %s', (_, experiment, asked, facts) => {
    expect(given(experiment, asked, facts)).toEqual({ request: { ...request, ...asked }, variant: undefined });
  });
});

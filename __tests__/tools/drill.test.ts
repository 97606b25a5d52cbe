import { prod } from '../../stacks/config/environments/prod';
import { drill, quietWeek } from '../../tools/drill/drill';
import { FAULTS } from '../../tools/drill/faults';
import { optionsOf, USAGE } from '../../tools/drill/options';
import { inMemory, scenesFor } from '../../tools/drill/scenes';
import { totalsOf, verdictOf } from '../../tools/drill/verdict';
import { VOLUMES } from '../../tools/drill/volumes';

const ONE_A_SECOND = VOLUMES.filter(({ name }) => name === '1 per second');

describe('the drill, at one request a second', () => {
  const [scene] = scenesFor(inMemory(prod), ONE_A_SECOND);
  if (scene === undefined) throw new Error('no scene');
  const verdict = (name: string) => {
    const fault = FAULTS.find((one) => one.name === name);
    if (fault === undefined) throw new Error(`no fault ${name}`);
    return verdictOf(drill(scene, fault));
  };

  it('wakes nobody in an ordinary week', () =>
    expect(totalsOf(scene.volume.name, [], quietWeek(scene))).toMatchObject({ falsePages: 0, falseAlarms: 0 }));

  it.each(['model-slow', 'model-region-out', 'bad-deploy', 'endpoint-lost', 'mode-left-blocked'])(
    'wakes the right people within five minutes of %s',
    (name) => {
      const { page } = verdict(name);
      expect(page?.by).toBe('service-failing');
      expect(page?.minutes).toBeLessThanOrEqual(5);
      expect(page?.receivers).toEqual(['@pagerduty-llm-gateway', '@slack-llm-alerts']);
    },
  );

  it.each(['model-one-out', 'telemetry-lost', 'poisoned-queue'])('tells of %s, and wakes nobody', (name) =>
    expect(verdict(name)).toMatchObject({ caught: true, pages: 0 }),
  );

  it('is the same each time', () => expect(verdict('bad-deploy')).toEqual(verdict('bad-deploy')));
});

describe('faults', () => {
  it('are many, each with a name of its own', () => {
    expect(FAULTS.length).toBeGreaterThanOrEqual(25);
    expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
  });
});

describe('optionsOf', () => {
  it('reads faults and volumes by name', () => {
    expect(optionsOf(['--fault', 'bad-deploy', '--volume=1 per second', '--json'])).toEqual({
      json: true,
      faults: FAULTS.filter(({ name }) => name === 'bad-deploy'),
      volumes: ONE_A_SECOND,
    });
    expect(optionsOf([])).toEqual({ json: false, faults: FAULTS, volumes: VOLUMES });
    expect(optionsOf(['--help'])).toBe('help');
  });

  it.each([['--fault', 'none'], ['--volume', '3'], ['--jsn']])('knows no %s %s', (...args) =>
    expect(optionsOf(args)).toHaveProperty('problem'),
  );

  it('explains every option', () => {
    for (const option of ['--fault', '--volume', '--json']) expect(USAGE).toContain(`  ${option}`);
  });
});

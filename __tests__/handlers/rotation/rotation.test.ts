import { REPORT_EVENT } from '../../../handlers/contract/rotation';
import { type BundledRotation, bundledRotation } from './bundled-rotation';
import { API_KEY_SECRET, bootstrapped, DAY_MS, deadLabels, event, NAME_PREFIX, ownKeys, type World } from './world';

let rotation: BundledRotation;
beforeAll(async () => {
  rotation = await bundledRotation();
});
afterAll(() => rotation.close());

const logged = (): string => rotation.handler.lines().join('\n');

describe('a rotation', () => {
  it('puts a new key in use, keeps the one before, and revokes the one before that', async () => {
    const world = rotation.reset();
    const before = world.apiKey.valueAt('AWSCURRENT');
    await rotation.rotate(world, 'version-3');
    expect(world.apiKey.versionAt('AWSCURRENT')).toBe('version-3');
    expect(world.apiKey.valueAt('AWSPREVIOUS')).toBe(before);
    expect(world.apiKey.versionAt('AWSPENDING')).toBeUndefined();
    expect(ownKeys(world)).toEqual(['version-2', 'version-3']);
    expect(deadLabels(world)).toEqual([]);
  });

  it('revokes nothing that a person has made', async () => {
    let now = Date.now() - 60 * DAY_MS;
    const world = rotation.reset((keys) => bootstrapped(() => now, keys));
    now = Date.now();
    await rotation.rotate(world, 'version-1');
    await rotation.rotate(world, 'version-2');
    expect(world.keys.all().map(({ name }) => name)).toContain('made by hand');
  });

  it('keeps what an Extension may still hold when one rotation follows another at once', async () => {
    const world = rotation.reset();
    await rotation.rotate(world, 'version-3');
    await rotation.rotate(world, 'version-4');
    expect(ownKeys(world)).toEqual(['version-2', 'version-3', 'version-4']);
    expect(logged()).toContain('"outcome":"kept"');
  });

  it('does each step once, however often it is asked for', async () => {
    const world = rotation.reset();
    world.apiKey.startRotation('version-3');
    for (const step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret']) {
      await rotation.step(step, 'version-3');
      await rotation.step(step, 'version-3');
    }
    // and once more from the start, as after an answer that was lost
    for (const step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret'])
      await rotation.step(step, 'version-3');
    expect(rotation.datadog.calls.filter((call) => call === 'POST /api/v2/api_keys')).toHaveLength(1);
    expect(ownKeys(world)).toEqual(['version-2', 'version-3']);
  });

  it('waits for a key that Datadog does not know everywhere yet', async () => {
    const world = rotation.reset();
    world.keys.unknownFor = 5;
    await rotation.rotate(world, 'version-3');
    expect(rotation.datadog.calls.filter((call) => call === 'GET /api/v1/validate')).toHaveLength(6);
  });

  it('does not put in use a key that Datadog never takes', async () => {
    const world = rotation.reset();
    world.keys.unknownFor = 1_000;
    await expect(rotation.rotate(world, 'version-3')).rejects.toThrow('key-invalid');
    expect(world.apiKey.versionAt('AWSCURRENT')).toBe('version-2');
  });

  it('makes another key where the one of an attempt before cannot be read again', async () => {
    const world = rotation.reset();
    world.keys.showsOnce = true;
    world.keys.create(`${NAME_PREFIX}version-3`);
    await rotation.rotate(world, 'version-3');
    expect(ownKeys(world)).toEqual(['version-2', 'version-3', 'version-3']);
    expect(deadLabels(world)).toEqual([]);
  });

  it('finds its keys among hundreds', async () => {
    const world = rotation.reset();
    for (let at = 0; at < 250; at += 1) world.keys.create(`${NAME_PREFIX}lost-${at}`);
    await rotation.rotate(world, 'version-3');
    expect(ownKeys(world)).toEqual(['version-2', 'version-3']);
  });

  it('leaves a key alone that somebody has put back under another version', async () => {
    const world = rotation.reset();
    // the value of version-1, which has no label any more
    const value = world.keys.all().find(({ name }) => name === `${NAME_PREFIX}version-1`)?.value ?? '';
    world.apiKey.put('put-back', value);
    await rotation.rotate(world, 'version-3');
    expect(deadLabels(world)).toEqual([]);
    expect(ownKeys(world)).toContain('version-1');
  });

  it('does not put in use what was made days ago, since nobody could tell then what Extensions hold', async () => {
    const world = rotation.reset((keys) => bootstrapped(() => Date.now() - 3 * DAY_MS, keys));
    world.apiKey.startRotation('version-1');
    await rotation.step('createSecret', 'version-1');
    await expect(rotation.step('finishSecret', 'version-1')).rejects.toThrow('too-late');
    expect(world.apiKey.versionAt('AWSCURRENT')).toBe('by-hand');
  });
});

describe('what is not a rotation', () => {
  const untouched = (world: World) => {
    expect(world.apiKey.versionAt('AWSCURRENT')).toBe('version-2');
    expect(ownKeys(world)).toEqual(['version-1', 'version-2']);
  };

  it.each([
    ['an empty event', {}],
    ['no event', null],
    ['an unknown step', event('dropSecret', 'version-3')],
    ['another secret', event('createSecret', 'version-3', `${API_KEY_SECRET}x`)],
    ['a version that is not staged', event('createSecret', 'version-9')],
    ['a version that was', event('finishSecret', 'version-1')],
  ])('is refused, and changes nothing: %s', async (_, sent) => {
    const world = rotation.reset();
    world.apiKey.startRotation('version-3');
    await expect(rotation.handler.run(sent)).rejects.toThrow(/event-unknown|not-staged/);
    untouched(world);
  });

  it('is refused where rotation is off', async () => {
    const world = rotation.reset();
    world.apiKey.startRotation('version-3');
    world.apiKey.rotationEnabled = false;
    await expect(rotation.step('createSecret', 'version-3')).rejects.toThrow('not-staged');
    untouched(world);
  });

  it('does not finish with a version that holds nothing', async () => {
    const world = rotation.reset();
    world.apiKey.startRotation('version-3');
    await expect(rotation.step('finishSecret', 'version-3')).rejects.toThrow('no-value');
    untouched(world);
  });

  it('passes the test that Secrets Manager makes of an empty version when rotation is switched on', async () => {
    const world = rotation.reset();
    world.apiKey.startRotation('version-3');
    await rotation.step('testSecret', 'version-3');
    untouched(world);
  });
});

describe('a report in between', () => {
  it('passes when both keys are there and the application key may list keys', async () => {
    const world = rotation.reset();
    await rotation.handler.run(REPORT_EVENT);
    expect(ownKeys(world)).toEqual(['version-1', 'version-2']);
  });

  it('says so when the application key is gone, long before the next rotation needs it', async () => {
    const world = rotation.reset();
    world.keys.applicationKey = 'another';
    await expect(rotation.handler.run(REPORT_EVENT)).rejects.toThrow('datadog-refused');
  });
});

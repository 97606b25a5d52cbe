import { circuits } from '../../../handlers/runtime/circuits';

const CONFIG = { failuresToOpen: 3, coolDownMs: 100 };

/** Circuits, and the time that they go by. */
function clocked() {
  const clock = { now: 1_000 };
  return { clock, all: circuits(CONFIG, () => clock.now) };
}
const fails = (all: ReturnType<typeof circuits>, times: number): boolean[] =>
  Array.from({ length: times }, () => {
    all.calling('fast');
    return all.failed('fast');
  });

describe('a circuit', () => {
  it('opens with the last of so many failures in a row, and says so once', () => {
    const { all } = clocked();
    expect(fails(all, 2)).toEqual([false, false]);
    expect(all.mayCall('fast')).toBe(true);
    expect(fails(all, 2)).toEqual([true, false]);
    expect(all.mayCall('fast')).toBe(false);
  });

  it('is of one model alone', () => {
    const { all } = clocked();
    fails(all, 3);
    expect(all.mayCall('spare')).toBe(true);
  });

  it('forgets failures that were not in a row', () => {
    const { all } = clocked();
    fails(all, 2);
    all.succeeded('fast');
    expect(fails(all, 2)).toEqual([false, false]);
  });

  it('lets one call through when it has cooled down', () => {
    const { clock, all } = clocked();
    fails(all, 3);
    clock.now += 100;
    expect(all.mayCall('fast')).toBe(true);
    all.calling('fast');
    expect(all.mayCall('fast')).toBe(false);
  });

  it('closes when that call succeeds', () => {
    const { clock, all } = clocked();
    fails(all, 3);
    clock.now += 100;
    all.calling('fast');
    all.succeeded('fast');
    expect(all.mayCall('fast')).toBe(true);
    expect(fails(all, 2)).toEqual([false, false]);
  });

  it('stays open when that call fails, and tries again after the next cool-down', () => {
    const { clock, all } = clocked();
    fails(all, 3);
    clock.now += 100;
    expect(fails(all, 1)).toEqual([false]);
    expect(all.mayCall('fast')).toBe(false);
    clock.now += 100;
    expect(all.mayCall('fast')).toBe(true);
  });

  it('is not stuck when that call never comes back', () => {
    const { clock, all } = clocked();
    fails(all, 3);
    clock.now += 100;
    all.calling('fast');
    clock.now += 100;
    expect(all.mayCall('fast')).toBe(true);
  });
});

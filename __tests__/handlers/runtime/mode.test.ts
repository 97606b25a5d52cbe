import fc from 'fast-check';
import { MODE_LOOK_UP, MODES, type ModeLookUpResult, type ModeValue } from '../../../handlers/contract/modes';
import { currentMode } from '../../../handlers/runtime/mode';
import { modeAt, modeValue } from '../../../handlers/runtime/mode-value';

const { freshMs, staleMs, retryMs } = MODE_LOOK_UP;
const words = (mode: string, more: Partial<ModeValue> = {}) =>
  JSON.stringify({ mode, by: 'ada', why: 'test', ...more });

/** A mode with a clock of ours and a parameter of ours. */
function setUp(first: () => Promise<string>) {
  let time = Date.parse('2026-11-25T10:00:00Z');
  let answer = first;
  let reads = 0;
  const results: ModeLookUpResult[] = [];
  const mode = currentMode({
    ready: Promise.resolve(),
    read: () => {
      reads += 1;
      return answer();
    },
    onLookUp: (result) => void results.push(result),
    now: () => time,
  });
  return {
    get: mode.get,
    settled: mode.settled,
    results,
    reads: () => reads,
    passes: (ms: number) => {
      time += ms;
    },
    says: (next: () => Promise<string>) => {
      answer = next;
    },
  };
}

const refused = () => Promise.reject(new Error('AccessDenied'));
const says = (text: string) => () => Promise.resolve(text);

describe('the mode of the service', () => {
  it('is looked up before the first request, and once for all until it is no longer fresh', async () => {
    const mode = setUp(says(words('economy')));
    await mode.settled();
    expect(mode.reads()).toBe(1);
    expect([await mode.get(), await mode.get()]).toEqual(['economy', 'economy']);
    mode.passes(freshMs - 1);
    await mode.get();
    expect(mode.reads()).toBe(1);
  });

  it('is looked up beside the request once it is no longer fresh, and waited for when it is old', async () => {
    const mode = setUp(says(words('economy')));
    await mode.get();
    mode.says(says(words('blocked')));
    mode.passes(freshMs);
    expect(await mode.get()).toBe('economy');
    await mode.settled();
    expect(await mode.get()).toBe('blocked');

    mode.says(says(words('normal')));
    mode.passes(staleMs + 1);
    expect(await mode.get()).toBe('normal');
  });

  it('is normal when nothing was ever known, and the last known one when no look-up succeeds any more', async () => {
    const mode = setUp(refused);
    expect(await mode.get()).toBe('normal');
    mode.says(says(words('blocked')));
    mode.passes(retryMs);
    expect(await mode.get()).toBe('blocked');
    mode.says(refused);
    for (let minute = 0; minute < 60; minute += 1) {
      mode.passes(60_000);
      expect(await mode.get()).toBe('blocked');
    }
    expect(new Set(mode.results)).toEqual(new Set(['failed', 'ok']));
  });

  it('does not ask again at each request while look-ups fail', async () => {
    const mode = setUp(refused);
    for (let request = 0; request < 10; request += 1) await mode.get();
    expect(mode.reads()).toBe(1);
    mode.passes(retryMs);
    await mode.get();
    expect(mode.reads()).toBe(2);
  });

  it('keeps the last known one when the value is none, and says so', async () => {
    const mode = setUp(says(words('cache-only')));
    await mode.get();
    mode.says(says('{"mode":"off"}'));
    mode.passes(freshMs);
    await mode.get();
    await mode.settled();
    expect(await mode.get()).toBe('cache-only');
    expect(mode.results).toEqual(['ok', 'malformed']);
  });

  it('ends at its time, without another look-up', async () => {
    const mode = setUp(says(words('blocked', { until: '2026-11-25T10:00:10Z' })));
    expect(await mode.get()).toBe('blocked');
    mode.passes(10_000);
    expect(await mode.get()).toBe('normal');
    expect(mode.reads()).toBe(1);
  });
});

describe('what the parameter holds', () => {
  it.each([
    ['no JSON', 'blocked'],
    ['a mode that is none', words('off')],
    ['nobody who set it', '{"mode":"normal"}'],
    ['a misspelt field, which would never end', `${words('blocked').slice(0, -1)},"untill":"2026-12-01T00:00:00Z"}`],
    ['a time without a zone', words('blocked', { until: '2026-12-01T00:00:00' })],
  ])('is no mode with %s', (_, text) => expect(modeValue(text)).toBeUndefined());

  it('is never the cause of an error', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void modeValue(text)));
  });

  it('counts as the strictest word that has not ended', () => {
    const mode = fc.constantFrom(...MODES);
    const hour = fc.integer({ min: 0, max: 23 });
    const at = (hours: number) => `2026-11-25T${String(hours).padStart(2, '0')}:00:00Z`;
    fc.assert(
      fc.property(mode, fc.array(fc.record({ mode, hour })), hour, (own, alerts, now) => {
        const value: ModeValue = {
          mode: own,
          by: 'ada',
          why: 'test',
          alerts: Object.fromEntries(
            alerts.map((alert, index) => [index, { mode: alert.mode, at: at(0), until: at(alert.hour) }]),
          ),
        };
        const inForce = [own, ...alerts.filter((alert) => alert.hour > now).map((alert) => alert.mode)];
        const strictest = Math.max(...inForce.map((one) => MODES.indexOf(one)));
        expect(modeAt(value, Date.parse(at(now)))).toBe(MODES[strictest]);
      }),
    );
  });
});

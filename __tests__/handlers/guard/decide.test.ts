import fc from 'fast-check';
import { type GuardMessage, type Standing, valueAfter } from '../../../handlers/budget-guard/decide';
import { GUARD_CAUSES, GUARD_WORDS, type GuardCause } from '../../../handlers/contract/guard';
import { FIRST_MODE, MODES, type Mode, type ModeValue } from '../../../handlers/contract/modes';
import { modeAt } from '../../../handlers/runtime/mode-value';
import { GUARD_MODES } from './messages';

const NOON = Date.parse('2026-11-25T12:00:00Z');
const HOUR = 3_600_000;
const CAUSES = Object.keys(GUARD_CAUSES) as GuardCause[];

/** What stands after messages, in the order in which they arrive. */
const through = (first: Standing, messages: readonly GuardMessage[]): ModeValue =>
  messages.reduce<Standing>((standing, message) => {
    const value = valueAfter(standing, message, GUARD_MODES);
    // the guard's own writes are changes too
    return value === undefined ? standing : { value, changedAt: standing.changedAt + 1 };
  }, first).value;

const untouched: Standing = { value: FIRST_MODE, changedAt: NOON - 24 * HOUR };
const stricter = (a: Mode, b: Mode): Mode => (MODES.indexOf(a) > MODES.indexOf(b) ? a : b);

const message = fc.record<GuardMessage>({
  cause: fc.constantFrom(...CAUSES),
  word: fc.constantFrom(...GUARD_WORDS),
  // few instants, so that some are the same
  at: fc.integer({ min: 0, max: 8 }).map((step) => NOON + step * 60_000),
});

/** The mode that the newest word of each cause asks for, and the stricter of two of one instant. */
function newest(messages: readonly GuardMessage[]): Mode {
  return CAUSES.map((cause): Mode => {
    const own = messages.filter((one) => one.cause === cause);
    const last = own.filter(({ at }) => at === Math.max(...own.map((one) => one.at)));
    return last.some(({ word }) => word === 'alert') ? GUARD_MODES[cause] : 'normal';
  }).reduce(stricter, 'normal');
}

describe('what the guard makes of messages', () => {
  it('is what the newest word of each cause says, in whichever order and however often they come', () => {
    const delivered = fc
      .array(message, { maxLength: 12 })
      .chain((sent) => fc.tuple(fc.constant(sent), fc.array(fc.nat(), { maxLength: 8 }), fc.infiniteStream(fc.nat())));
    fc.assert(
      fc.property(delivered, ([sent, again, keys]) => {
        const copies = sent.length === 0 ? [] : again.map((index) => sent[index % sent.length] as GuardMessage);
        const shuffled = [...sent, ...copies]
          .map((one) => ({ one, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        const value = through(untouched, shuffled);
        expect(modeAt(value, NOON + HOUR)).toBe(newest(sent));
      }),
    );
  });

  it('never makes a person laxer, and gives the word of the person back when all is over', () => {
    fc.assert(
      fc.property(fc.constantFrom(...MODES), fc.array(message, { maxLength: 12 }), (mode, sent) => {
        const person = { mode, by: 'ada', why: 'because' };
        const value = through({ value: person, changedAt: NOON - HOUR }, sent);
        expect(modeAt(value, NOON + HOUR)).toBe(stricter(mode, newest(sent)));
        expect(value).toMatchObject(person);
        // a month later every word of the guard has ended by itself
        expect(modeAt(value, NOON + 31 * 24 * HOUR)).toBe(mode);
      }),
    );
  });

  it('lets a person who has seen a message overrule it', () => {
    const person: Standing = { value: { mode: 'normal', by: 'ada', why: 'false alarm' }, changedAt: NOON };
    expect(valueAfter(person, { cause: 'spent', word: 'alert', at: NOON - 1 }, GUARD_MODES)).toBeUndefined();
    expect(valueAfter(person, { cause: 'spent', word: 'alert', at: NOON + 1 }, GUARD_MODES)).toBeDefined();
  });

  it('ends by itself: with the month, or some hours after the last word', () => {
    const until = (cause: GuardCause) =>
      valueAfter(untouched, { cause, word: 'alert', at: NOON }, GUARD_MODES)?.alerts?.[cause]?.until;
    expect(until('spent')).toBe('2026-12-01T00:00:00.000Z');
    expect(until('forecast')).toBe('2026-12-01T00:00:00.000Z');
    expect(until('spend-hour')).toBe('2026-11-25T15:00:00.000Z');
    expect(until('spend-day')).toBe('2026-11-26T15:00:00.000Z');
  });
});

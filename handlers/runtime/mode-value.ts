import * as z from 'zod/mini';
import { MODES, type Mode, type ModeValue } from '../contract/modes';

const time = z.iso.datetime({ offset: true });

const shape = z.strictObject({
  mode: z.enum(MODES),
  by: z.string(),
  why: z.string(),
  until: z.exactOptional(time),
  alerts: z.exactOptional(z.record(z.string(), z.strictObject({ mode: z.enum(MODES), at: time, until: time }))),
});

/** What the parameter holds; nothing when that is no such value. */
export function modeValue(text: string): ModeValue | undefined {
  try {
    return shape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The mode in force: the strictest of the words that have not ended. */
export const modeAt = ({ mode, until, alerts = {} }: ModeValue, now: number): Mode =>
  [{ mode, ...(until === undefined ? {} : { until }) }, ...Object.values(alerts)]
    .filter((word) => word.until === undefined || Date.parse(word.until) > now)
    .reduce<Mode>((strictest, word) => stricter(strictest, word.mode), 'normal');

const stricter = (a: Mode, b: Mode): Mode => (MODES.indexOf(a) > MODES.indexOf(b) ? a : b);

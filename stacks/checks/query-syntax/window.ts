const MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60, d: 24 * 60, w: 7 * 24 * 60 };

/** `90m`, `1h`, `2d` in minutes. */
export function minutesOf(window: string): number | undefined {
  const [, amount, unit = ''] = /^(\d+)([mhdw])$/.exec(window) ?? [];
  const minutes = MINUTES[unit];
  return minutes === undefined ? undefined : Number(amount) * minutes;
}

/** Where nothing was measured, there is no value: not a number. */
export const NOTHING = Number.NaN;
export const isNothing = Number.isNaN;

/** Found once: they are asked for millions of times, and a global is found slowly where tests run. */
export const { min, max } = Math;

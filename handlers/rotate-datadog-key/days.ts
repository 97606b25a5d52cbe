/** Milliseconds in a day. */
export const MS_IN_A_DAY = 86_400_000;

/** The value below or at which this share of the values lies, by nearest rank: one that really was. NaN when there is none. */
export const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? Number.NaN;

import { max, min } from './nothing';

/** Chances that are the same in every run: a seeded xorshift (https://www.jstatsoft.org/article/view/v008i14). */
export interface Random {
  /** From 0 up to, but not, 1. */
  next(): number;
  /** Events in a time in which `mean` are expected. */
  poisson(mean: number): number;
  /** How many of `n` happen, each with `share`. */
  binomial(n: number, share: number): number;
}

/** Above this many a bell curve is as good as counting one by one. */
const COUNTED = 30;

export function random(seed: number): Random {
  let state = seed | 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
  const bell = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const rounded = (value: number, most: number): number => min(most, max(0, Math.round(value)));
  return {
    next,
    poisson: (mean) => {
      if (mean <= 0) return 0;
      if (mean > COUNTED) return rounded(mean + Math.sqrt(mean) * bell(), Number.MAX_SAFE_INTEGER);
      const limit = Math.exp(-mean);
      let found = 0;
      for (let left = next(); left > limit; left *= next()) found += 1;
      return found;
    },
    binomial: (n, share) => {
      if (n <= 0 || share <= 0) return 0;
      if (share >= 1) return n;
      if (n > COUNTED) return rounded(n * share + Math.sqrt(n * share * (1 - share)) * bell(), n);
      let found = 0;
      for (let at = 0; at < n; at += 1) if (next() < share) found += 1;
      return found;
    },
  };
}

import type { Outcome, Told } from './drill';
import type { Fault } from './faults';

/** What became of a fault. `missed`: nobody heard of it, or nobody was woken where somebody had to be. */
export interface Verdict {
  readonly fault: Fault;
  readonly volume: string;
  /** What told first, and after how many minutes. */
  readonly first?: Heard;
  /** What woke somebody first. */
  readonly page?: Heard;
  /** Times that somebody was woken, and that somebody was told at all. */
  readonly pages: number;
  readonly told: number;
  readonly caught: boolean;
}

export interface Heard {
  readonly by: string;
  readonly minutes: number;
  readonly receivers: readonly string[];
}

export function verdictOf({ fault, volume, told }: Outcome): Verdict {
  const pages = told.filter(({ page }) => page);
  const [first] = told;
  const [page] = pages;
  return {
    fault,
    volume: volume.name,
    ...(first === undefined ? {} : { first: heard(first) }),
    ...(page === undefined ? {} : { page: heard(page) }),
    pages: pages.length,
    told: told.length,
    caught: fault.wanted === 'page' ? page !== undefined : first !== undefined,
  };
}

const heard = ({ alarm, after, receivers }: Told): Heard => ({ by: alarm.id, minutes: after, receivers });

/** What a volume comes to. */
export interface Totals {
  readonly volume: string;
  /** Faults that must wake somebody, and how many did. */
  readonly mustPage: number;
  readonly paged: number;
  /** Minutes until the page: the middle one of those that came. */
  readonly medianMinutes?: number;
  /** Faults that somebody should read of, and how many were told. */
  readonly mustTell: number;
  readonly tellings: number;
  /** Faults that woke somebody though they need not. */
  readonly wokenForLess: number;
  /** Faults that woke somebody more than once. */
  readonly wokenTwice: number;
  /** In an ordinary week. */
  readonly falsePages: number;
  readonly falseAlarms: number;
}

export function totalsOf(volume: string, all: readonly Verdict[], quiet: readonly Told[]): Totals {
  const verdicts = all.filter((verdict) => verdict.volume === volume);
  const urgent = verdicts.filter(({ fault }) => fault.wanted === 'page');
  const others = verdicts.filter(({ fault }) => fault.wanted === 'notify');
  const minutes = urgent.flatMap(({ page }) => page?.minutes ?? []).sort((a, b) => a - b);
  const median = minutes[Math.floor((minutes.length - 1) / 2)];
  return {
    volume,
    mustPage: urgent.length,
    paged: minutes.length,
    ...(median === undefined ? {} : { medianMinutes: median }),
    mustTell: others.length,
    tellings: others.filter(({ caught }) => caught).length,
    wokenForLess: others.filter(({ pages }) => pages > 0).length,
    wokenTwice: verdicts.filter(({ pages }) => pages > 1).length,
    falsePages: quiet.filter(({ page }) => page).length,
    falseAlarms: quiet.filter(({ page }) => !page).length,
  };
}

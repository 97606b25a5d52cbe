import type { Coverage, Subject } from '../checks/coverage';

/** One way to fail of all parts of one kind. */
export interface CoverageRow {
  readonly kind: Subject['kind'];
  readonly mode: string;
  /** Names of the parts that can fail so. */
  readonly parts: readonly string[];
  /** Those of which no monitor shows it. */
  readonly unseen: readonly string[];
  /** Kinds of monitors that show it: each an article of the runbook. */
  readonly monitors: readonly string[];
  /** Who hears of it at most: a composite speaks for its components. */
  readonly told: 'page' | 'notify' | 'nobody';
}

/** What is not seen first, then by kind of part, as the parts of the stack come. */
export function coverageMatrix(coverage: readonly Coverage[]): CoverageRow[] {
  const rows = new Map<string, Coverage[]>();
  for (const entry of coverage) {
    const key = `${entry.subject.kind}: ${entry.mode}`;
    rows.set(key, [...(rows.get(key) ?? []), entry]);
  }
  return [...rows.values()].flatMap(rowOf).sort((a, b) => Number(b.unseen.length > 0) - Number(a.unseen.length > 0));
}

function rowOf(entries: readonly Coverage[]): CoverageRow[] {
  const [first] = entries;
  if (first === undefined) return [];
  const monitors = entries.flatMap((entry) => entry.monitors);
  const severities = new Set(monitors.map(({ severity }) => severity));
  return [
    {
      kind: first.subject.kind,
      mode: first.mode,
      parts: entries.map(({ subject }) => subject.name),
      unseen: entries.filter((entry) => entry.monitors.length === 0).map(({ subject }) => subject.name),
      monitors: [...new Set(monitors.flatMap(({ kind }) => kind ?? []))].sort(),
      told: severities.has('page') ? 'page' : severities.has('notify') ? 'notify' : 'nobody',
    },
  ];
}

/** How much of it is seen. */
export interface CoverageTotals {
  /** Ways to fail, of all parts. */
  readonly ways: number;
  readonly seen: number;
}

export const totalsOf = (coverage: readonly Coverage[]): CoverageTotals => ({
  ways: coverage.length,
  seen: coverage.filter(({ monitors }) => monitors.length > 0).length,
});

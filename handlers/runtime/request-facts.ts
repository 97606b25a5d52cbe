import type { Mode } from '../contract/modes';

/** A span that an evaluation can be joined to later, as Datadog names it. */
export interface SpanReference {
  readonly traceId: string;
  readonly spanId: string;
}

/**
 * What is found out about a request while it is answered: each step fills in its own, and spans, metrics and the last log
 * line tell it. Names only, from config or from the authenticated identity: nothing that a caller wrote.
 */
export interface RequestFacts {
  /** Mode of the service. Absent: `normal`. */
  mode?: Mode;
  /** Who asks, out of the authenticated identity. */
  tenant?: string;
  /** The same as metrics tell it: one for all persons. */
  metricTenant?: string;
  /** `<experiment>-<variant>`. Absent: in no experiment. */
  variant?: string;
  /** What the response cache had. Absent: not asked. */
  cache?: 'hit' | 'miss' | 'off';
  /** What an idempotency key meant. Absent: there was none. */
  replay?: 'first' | 'replayed';
  /** Alias of the model that answered. */
  modelAlias?: string;
  stopReason?: string;
  /** When the first words of a streamed answer came, on the clock of `performance.now()`. */
  firstTextAt?: number;
  /** The request's own span, where there is a tracer. */
  span?: SpanReference;
}

/** Values of tags and log fields where a fact is not known: a tag that is missing cannot be grouped by. */
const UNKNOWN = { mode: 'normal', variant: 'none' } as const;

/** The facts that every span and the last log line carry. */
export const factsToTell = ({
  mode = UNKNOWN.mode,
  variant = UNKNOWN.variant,
  tenant,
  cache,
  replay,
}: RequestFacts) => ({
  mode,
  variant,
  ...(tenant === undefined ? {} : { tenant }),
  ...(cache === undefined ? {} : { cache }),
  ...(replay === undefined ? {} : { replay }),
});

/** The facts that metrics carry: those with few values. */
export const factTags = ({ mode = UNKNOWN.mode, variant = UNKNOWN.variant }: RequestFacts) => ({ mode, variant });

/**
 * How the service answers while it is told to spend less, or nothing. The mode stands in one SSM parameter per environment,
 * which a person or the budget guard changes without a deploy.
 *
 * From the laxest to the strictest: where two words are in force, the later one here counts.
 */
export const MODES = ['normal', 'economy', 'cache-only', 'blocked'] as const;
export type Mode = (typeof MODES)[number];

/** What each mode does with `POST /v1/chat`. */
export const MODE_MEANINGS: Readonly<Record<Mode, string>> = {
  normal: 'every request gets the model it asks for',
  economy: 'one cheaper model answers everybody, with a lower ceiling of tokens',
  'cache-only': 'what the response cache holds is answered; everything else gets 503 not-in-cache',
  blocked: 'everybody gets 503 blocked; nothing is asked',
};

/** What the parameter holds, as JSON. A field that is not listed makes the value malformed: a misspelt `until` would never end. */
export interface ModeValue {
  /** Set by whoever `by` is. The alerts below may make it stricter, never laxer. */
  readonly mode: Mode;
  /** Who set it: a name, or `terraform`. */
  readonly by: string;
  readonly why: string;
  /** ISO 8601 with a zone; from then on `mode` counts as normal. Absent: until somebody sets another. */
  readonly until?: string;
  /** What the budget guard has heard, the newest word of each cause. Absent: a person's word came last, and it forgot. */
  readonly alerts?: Readonly<Record<string, ModeAlert>>;
}

export interface ModeAlert {
  /** `normal` once the cause is over: kept, so that an older word that comes late is known to be old. */
  readonly mode: Mode;
  /** When the word was published: ISO 8601. */
  readonly at: string;
  /** When it ends by itself: ISO 8601. */
  readonly until: string;
}

/** How the parameter begins its life; Terraform never writes it again. */
export const FIRST_MODE: ModeValue = { mode: 'normal', by: 'terraform', why: 'as it was created' };

/** Times of the look-up, in milliseconds. */
export const MODE_LOOK_UP = {
  /** So long a value is taken as it is: how late a change may take effect in a function that is called all the time. */
  freshMs: 30_000,
  /** So long it still serves while it is looked up again beside the request; an older one is waited for. */
  staleMs: 120_000,
  /** After a failure, the next one is not tried before. */
  retryMs: 5_000,
  /** One look-up takes no longer, and a request waits no longer for it. */
  deadlineMs: 500,
} as const;

/** How a look-up can end. */
export const MODE_LOOK_UP_RESULTS = ['ok', 'failed', 'malformed'] as const;
export type ModeLookUpResult = (typeof MODE_LOOK_UP_RESULTS)[number];

/** When a caller that was turned away by a mode may try again, in seconds: modes last for hours, and a look-up is half a minute old. */
export const MODE_RETRY_AFTER_SECONDS = 60;

import type { Mode } from './modes';

/**
 * What the budget guard can hear of, and how long each word counts where nothing newer is said: Datadog says an alert again
 * while it lasts, after an hour where it pages and a day where it notifies; AWS Budgets says it once a month.
 */
export const GUARD_CAUSES = {
  /** AWS Budgets: the month's budget will not do. */
  forecast: { lasts: 'month' },
  /** AWS Budgets: it is spent. */
  spent: { lasts: 'month' },
  /** Datadog's monitor of the kind `spend-hour`. */
  'spend-hour': { lasts: { hours: 3 } },
  /** Datadog's monitor of the kind `spend-day`. */
  'spend-day': { lasts: { hours: 27 } },
} as const satisfies Record<string, { readonly lasts: 'month' | { readonly hours: number } }>;
export type GuardCause = keyof typeof GUARD_CAUSES;

/** The causes that Datadog tells of, each by the monitor of its kind. */
export const DATADOG_CAUSES = ['spend-hour', 'spend-day'] as const satisfies readonly GuardCause[];
export type DatadogCause = (typeof DATADOG_CAUSES)[number];

/** Which mode each cause asks for. */
export type GuardModes = Readonly<Record<GuardCause, Exclude<Mode, 'normal'>>>;

export const GUARD_WORDS = ['alert', 'recovered'] as const;
export type GuardWord = (typeof GUARD_WORDS)[number];

/**
 * What a monitor's message says to the guard, in one word that survives any wrapping: Datadog does not document what it
 * publishes to SNS, only that the message is in it. `<GUARD_TOKEN>:<service>:<env>:<cause>:<word>;`
 */
export const GUARD_TOKEN = 'mode-guard/1';

/** What the guard did with one message. */
export const GUARD_ACTIONS = ['changed', 'kept', 'not-understood', 'failed'] as const;
export type GuardAction = (typeof GUARD_ACTIONS)[number];

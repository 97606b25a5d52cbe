import {
  DATADOG_CAUSES,
  type DatadogCause,
  GUARD_TOKEN,
  GUARD_WORDS,
  type GuardCause,
  type GuardWord,
} from '../contract/guard';

/** What a message says: a cause and whether it began or ended, or that there is nothing to do. */
export type Heard = { readonly cause: GuardCause; readonly word: GuardWord } | 'nothing';

/** Whose messages count. */
export interface Listening {
  readonly service: string;
  readonly env: string;
  readonly budgetName: string;
  readonly accountId: string;
}

/**
 * Reads the text that was published, strictly: who changes the mode by it must be meant by it.
 *
 * @returns Nothing when it is none of the two forms, or about somebody else.
 */
export const heardIn = (text: string, listening: Listening): Heard | undefined =>
  datadogWord(text, listening) ?? budgetWord(text, listening);

const TOKEN = new RegExp(`${GUARD_TOKEN}:([a-z0-9-]{1,64}):([a-z0-9]{1,16}):([a-z-]{1,32}):([a-z]{1,16});`, 'g');

/** The token of a monitor's message; two that differ are none, since one message tells of one change of state. */
function datadogWord(text: string, { service, env }: Listening): Heard | undefined {
  const found = [...text.matchAll(TOKEN)];
  const [first] = found;
  if (first === undefined || found.some(([token]) => token !== first[0])) return undefined;
  const [, ofService, ofEnv, name, state] = first;
  if (ofService !== service || ofEnv !== env) return undefined;
  const word = GUARD_WORDS.find((one) => one === state);
  const cause = DATADOG_CAUSES.find((one): one is DatadogCause => one === name);
  return cause === undefined || word === undefined ? undefined : { cause, word };
}

/**
 * A notification of AWS Budgets, which is prose with a list of facts below it:
 *
 *     AWS Account 111122223333
 *     Budget Name: llm-gateway-prod-monthly
 *     Budgeted Amount: $20,000.00
 *     Alert Type: ACTUAL
 *     Alert Threshold: > $20,000.00
 *
 * AWS does not document its form; what differs from this one is not understood, and told by a metric.
 */
function budgetWord(text: string, { budgetName, accountId }: Listening): Heard | undefined {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const fact = (name: string): string | undefined =>
    lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
  if (lines[0]?.startsWith('AWS Budget Notification') !== true) return undefined;
  if (!lines.includes(`AWS Account ${accountId}`) || fact('Budget Name') !== budgetName) return undefined;
  const budgeted = dollars(fact('Budgeted Amount'));
  const threshold = dollars(fact('Alert Threshold')?.replace(/^> /, ''));
  if (budgeted === undefined || threshold === undefined) return undefined;
  switch (fact('Alert Type')) {
    case 'FORECASTED':
      return { cause: 'forecast', word: 'alert' };
    case 'ACTUAL':
      // half of the budget is worth a mail, and no more
      return threshold >= budgeted ? { cause: 'spent', word: 'alert' } : 'nothing';
    default:
      return undefined;
  }
}

/** `$20,000.00` */
function dollars(text: string | undefined): number | undefined {
  const [, digits] = /^\$(\d{1,3}(?:,\d{3})*(?:\.\d+)?|\d+(?:\.\d+)?)$/.exec(text ?? '') ?? [];
  return digits === undefined ? undefined : Number(digits.replaceAll(',', ''));
}

/** A `@receiver` in a monitor's message, and the conditionals around it. */
export interface Mention {
  readonly handle: string;
  /** Outermost first: `is_alert`, or `^is_recovery` for the inverse. Empty: it stands in the open. */
  readonly inside: readonly string[];
}

export interface Message {
  readonly mentions: readonly Mention[];
  /** Blocks that are not closed, closed twice, or whose name Datadog does not know, so that their text never shows. */
  readonly problems: readonly string[];
}

/** https://docs.datadoghq.com/monitors/notify/variables/#conditional-variables */
const CONDITIONALS = new Set([
  'is_alert',
  'is_alert_recovery',
  'is_alert_to_warning',
  'is_exact_match',
  'is_match',
  'is_no_data',
  'is_no_data_recovery',
  'is_no_data_to_alert',
  'is_priority',
  'is_recovery',
  'is_renotify',
  'is_unknown',
  'is_warning',
  'is_warning_recovery',
  'is_warning_to_alert',
]);

/** Reads the conditionals and receivers of a message. */
export function readMessage(message: string): Message {
  const open: string[] = [];
  const mentions: Mention[] = [];
  const problems: string[] = [];
  for (const [token, sign, name = ''] of message.matchAll(
    /\{\{\s*([#^/])\s*(\w+)[^}]*\}\}|(?<![\w.])@[\w.+-]+(?:@[\w.-]+)?/g,
  )) {
    if (sign === undefined) {
      mentions.push({ handle: token.replace(/[.,;:]+$/, ''), inside: [...open] });
    } else if (sign === '/') {
      if (open.pop()?.replace('^', '') !== name) problems.push(`{{/${name}}} closes a block that is not open`);
    } else {
      if (!CONDITIONALS.has(name)) problems.push(`{{${sign}${name}}} is no conditional that Datadog knows`);
      open.push(sign === '^' ? `^${name}` : name);
    }
  }
  problems.push(...open.map((name) => `{{${name.startsWith('^') ? name : `#${name}`}}} is never closed`));
  return { mentions, problems };
}

/** Web addresses in a message, without the full stop that ends a sentence. */
export const linksIn = (message: string): string[] =>
  (message.match(/https?:\/\/[^\s)\]>"']+/g) ?? []).map((link) => link.replace(/[.,;:]+$/, ''));

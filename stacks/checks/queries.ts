/** One `key:value` inside the braces of a query. */
export interface ScopeTag {
  readonly key: string;
  readonly value: string;
  /** `key:value`, without what negates it. */
  readonly text: string;
  /** Whether the query leaves it out: `!key:value`, `NOT key:value`. */
  readonly negated: boolean;
}

/** One `metric{...}` of a query. */
export interface Scope {
  readonly metric: string;
  readonly tags: readonly ScopeTag[];
  /** Names of dashboard template variables that stand alone, `$env`. */
  readonly variables: readonly string[];
  /** What is neither: a bare word. */
  readonly words: readonly string[];
}

// a Terraform reference inside the braces has braces of its own
const METRIC_WITH_SCOPE = /([A-Za-z_][\w.]*)\{((?:\$\{[^}]*\}|[^{}])*)\}(?:\s*by\s*\{[^}]*\})?/g;
const MEMBERSHIP = /([\w.@/-]+)\s+(NOT\s+)?IN\s*\(([^)]*)\)/gi;

/** The scopes of every metric in a query: comma lists, `AND`/`OR`/`NOT`, `IN (...)`, `!key:value`. */
export const scopesIn = (query: string): Scope[] =>
  [...query.matchAll(METRIC_WITH_SCOPE)]
    .filter(([, metric]) => metric !== 'by')
    .map(([, metric = '', filter = '']) => {
      const terms = filter
        .replace(MEMBERSHIP, (_, key: string, not: string | undefined, values: string) =>
          values
            .split(',')
            .map((value) => `${not === undefined ? '' : '!'}${key}:${value.trim()}`)
            .join(','),
        )
        .split(/,|\s+(?:AND|OR)\s+|[()]/i)
        .map((term) => term.trim())
        .filter((term) => term !== '' && term !== '*');
      const isVariable = (term: string) => /^\$\w/.test(term);
      return {
        metric,
        tags: terms.filter((term) => term.includes(':') && !isVariable(term)).map(tagOf),
        variables: terms.filter(isVariable).map((term) => term.slice(1).split('.')[0] ?? ''),
        words: terms.filter((term) => !term.includes(':') && !isVariable(term)),
      };
    });

/** `key:value`, cut at the first colon: a value may hold more of them. */
export function tagOf(term: string): ScopeTag {
  const text = term.replace(/^(?:NOT\s+|[!-])/i, '');
  const colon = text.indexOf(':');
  return { key: text.slice(0, colon), value: text.slice(colon + 1), text, negated: text !== term };
}

/** Whether a query of any kind holds a tag as a whole: `queuename:jobs` is not in `queuename:jobs-dead`. */
export function hasTag(query: string, tag: string): boolean {
  // `IN (a, b)` takes key and value apart; where the value is not in the text at all, there is nothing to parse
  if (!query.includes(tag.slice(tag.indexOf(':') + 1))) return false;
  if (scopesIn(query).some(({ tags }) => tags.some(({ text, negated }) => text === tag && !negated))) return true;
  // searches of logs and events have no braces
  return query.split(/[\s"'()]+/).includes(tag);
}

export interface Comparison {
  readonly operator: '>' | '>=' | '<' | '<=' | '==' | '!=';
  readonly threshold: number;
}

/** What a monitor query compares with at its end; nothing for a composite. */
export function comparisonOf(query: string): Comparison | undefined {
  const [, operator, threshold] = /(>=|<=|==|!=|>|<)\s*(-?[\d.]+(?:e[+-]?\d+)?)\s*$/i.exec(query) ?? [];
  return operator === undefined
    ? undefined
    : { operator: operator as Comparison['operator'], threshold: Number(threshold) };
}

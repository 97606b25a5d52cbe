/** A text that is read from left to right. */
export class Scanner {
  #at = 0;

  constructor(readonly text: string) {}

  get done(): boolean {
    this.take(SPACE);
    return this.#at >= this.text.length;
  }

  /** What a sticky pattern matches here, which is then behind us. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.text) ?? [];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  /** The same after white space, which is otherwise left where it is. */
  next(pattern: RegExp): string | undefined {
    const start = this.#at;
    this.take(SPACE);
    const found = this.take(pattern);
    if (found === undefined) this.#at = start;
    return found;
  }

  /** Whether a pattern comes next. */
  sees(pattern: RegExp): boolean {
    const start = this.#at;
    const found = this.next(pattern);
    this.#at = start;
    return found !== undefined;
  }

  /** @throws QuerySyntaxError when it is not there. */
  expect(pattern: RegExp, what: string): string {
    const found = this.next(pattern);
    return found ?? this.fail(what);
  }

  /** @throws QuerySyntaxError always. */
  fail(expected: string): never {
    this.take(SPACE);
    const rest = this.text.slice(this.#at, this.#at + 24);
    throw new QuerySyntaxError(
      `expected ${expected} at character ${this.#at + 1}, got ${rest === '' ? 'the end' : `"${rest}"`}`,
    );
  }
}

/** What is wrong with a query, and where. */
export class QuerySyntaxError extends Error {}

const SPACE = /\s*/y;

/** A number as Datadog writes it. */
export const NUMBER = /\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+/iy;
/** `${datadog_monitor.this.id}`: what Terraform fills in. */
export const REFERENCE = /\$\{[^}]*\}/y;

const CLOSING_BY_OPENING: Readonly<Record<string, RegExp>> = { '"': /(?:\\.|[^"\\])*"/y, "'": /(?:\\.|[^'\\])*'/y };

/** A text in quotes of either kind, without them. */
export function quoted(scanner: Scanner): string | undefined {
  const opening = scanner.next(/["']/y);
  const rest = opening === undefined ? undefined : CLOSING_BY_OPENING[opening];
  if (rest === undefined) return undefined;
  const text = scanner.take(rest) ?? scanner.fail(`the closing ${opening}`);
  return text.slice(0, -1).replace(/\\(.)/g, '$1');
}

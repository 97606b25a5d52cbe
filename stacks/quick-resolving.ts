import { Tokenization } from 'cdktf';

/**
 * Runs with a cdktf that resolves tokens only where there are some. cdktf walks the whole plan twice and asks of each key and
 * text with four regular expressions whether it holds a token; nine of ten hold none. What may hold one goes to cdktf's own
 * way, so the plan is the same to the byte.
 */
export function withQuickResolving<T>(run: () => T): T {
  const { resolve } = Tokenization;
  Tokenization.resolve = (value, options) => withoutTokens(value, (part) => resolve(part, options));
  try {
    return run();
  } finally {
    Tokenization.resolve = resolve;
  }
}

/** What cdktf would make of a value, which is asked only for the parts of it that may be or hold a token. */
export function withoutTokens(value: unknown, resolve: (part: unknown) => unknown): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return textWithoutTokens(value, resolve);
  if (typeof value === 'number') return numberMayBe(value) ? resolve(value) : value;
  if (Array.isArray(value)) {
    // the one item of an array can stand for a whole list
    if (value.some(mayBeList)) return resolve(value);
    return value.map((item) => withoutTokens(item, resolve)).filter((item) => item !== undefined);
  }
  if (!isPlain(value)) return resolve(value);
  const keys = Object.keys(value);
  if (keys.some(textMayHold)) return resolve(value);
  const made: Record<string, unknown> = {};
  for (const key of keys) {
    const item = withoutTokens(value[key], resolve);
    if (item !== undefined) made[key] = item;
  }
  return made;
}

/**
 * A text with each of its references resolved alone. cdktf searches a text from each of its braces to its end for
 * `${` that must be escaped, which takes long for policies and dashboards; where there is one, it is asked.
 */
function textWithoutTokens(text: string, resolve: (part: unknown) => unknown): unknown {
  if (!textMayHold(text)) return text;
  if (OTHER_TOKEN.test(text)) return resolve(text);
  const [only, ...more] = text.match(REFERENCE) ?? [];
  if (more.length === 0 && only === text) return resolve(text);
  return text.replace(REFERENCE, (reference) => String(resolve(reference) ?? ''));
}

const REFERENCE = /\$\{TfToken\[[\w:.-]+\]\}/g;
const OTHER_TOKEN = /\$\{(?!TfToken\[)|[#&]\{TfToken\[|e\+/;

/** Tokens within texts are `${TfToken[...]}`, `#{TfToken[...]}`, `&{TfToken[...]}`, or a number such as -1.888154589709e+289. */
const textMayHold = (text: string): boolean => text.includes('TfToken[') || text.includes('e+');

/** Numbers that stand for tokens lie beyond any that a plan holds. */
const numberMayBe = (value: number): boolean => Math.abs(value) > Number.MAX_SAFE_INTEGER;

const mayBeList = (item: unknown): boolean =>
  typeof item === 'string' ? item.includes('#{TfToken[') : typeof item === 'number' && numberMayBe(item);

/** Of no class: tokens and constructs have one, and so do dates. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || 'resolve' in value) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

import type { Scanner } from './scanner';
import type { Filter } from './syntax-tree';

const KEY = /[\w@][\w.@/-]*/y;
/** A value ends where the next term may begin. Terraform's references have braces and commas of their own. */
const VALUE = /(?:\$\{[^}]*\}|[^\s,(){}])+/y;
const WORD_AND = /AND\b/iy;
const WORD_OR = /OR\b/iy;
const WORD_NOT = /NOT\b/iy;
const WORD_IN = /IN\s*\(/iy;
const NOT_IN = /NOT\s+IN\s*\(/iy;

/** What stands between the braces of a metric: `env:prod,service:a`, `env:prod AND NOT service IN (a, b)`, `*`. */
export function parseFilter(scanner: Scanner): Filter {
  scanner.expect(/\{/y, '"{"');
  if (scanner.next(/\*?\s*\}/y) !== undefined) return { kind: 'everything' };
  const filter = either(scanner);
  scanner.expect(/\}/y, '"," or "}"');
  return filter;
}

function either(scanner: Scanner): Filter {
  const of = [all(scanner)];
  while (scanner.next(WORD_OR) !== undefined) of.push(all(scanner));
  return together('or', of);
}

function all(scanner: Scanner): Filter {
  const of = [term(scanner)];
  while (scanner.next(/,/y) ?? scanner.next(WORD_AND)) of.push(term(scanner));
  return together('and', of);
}

const together = (kind: 'and' | 'or', of: readonly Filter[]): Filter => {
  const [only, ...more] = of;
  return only !== undefined && more.length === 0 ? only : { kind, of };
};

function term(scanner: Scanner): Filter {
  if (scanner.next(/[!-]/y) ?? scanner.next(WORD_NOT)) return { kind: 'not', of: term(scanner) };
  if (scanner.next(/\*/y) !== undefined) return { kind: 'everything' };
  if (scanner.next(/\(/y) !== undefined) {
    const inner = either(scanner);
    scanner.expect(/\)/y, '")"');
    return inner;
  }
  const variable = scanner.next(/\$[A-Za-z_][\w-]*(?:\.value)?/y);
  if (variable !== undefined) return { kind: 'variable', name: variable.slice(1).replace(/\.value$/, '') };
  const key = scanner.next(KEY);
  if (key === undefined) {
    const text = scanner.next(VALUE) ?? scanner.fail('key:value');
    return { kind: 'word', text };
  }
  if (scanner.take(/:/y) !== undefined)
    return { kind: 'tag', key, value: scanner.take(VALUE) ?? scanner.fail(`a value of ${key}`) };
  if (scanner.next(NOT_IN) !== undefined) return { kind: 'not', of: { kind: 'in', key, values: values(scanner) } };
  if (scanner.next(WORD_IN) !== undefined) return { kind: 'in', key, values: values(scanner) };
  return { kind: 'word', text: key };
}

function values(scanner: Scanner): string[] {
  const found: string[] = [];
  do found.push(scanner.next(VALUE) ?? scanner.fail('a value'));
  while (scanner.next(/,/y) !== undefined);
  scanner.expect(/\)/y, '"," or ")"');
  return found;
}

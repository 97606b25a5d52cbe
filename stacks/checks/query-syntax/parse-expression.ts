import { parseFilter } from './parse-filter';
import { NUMBER, quoted, REFERENCE, type Scanner } from './scanner';
import type { Expression, Filter, MetricQuery, Modifier } from './syntax-tree';

/** `count(v: v<=300):`, `p95:`, `sum:` */
const AGGREGATOR = /[a-z][a-z0-9_.]*(?:\(v:[^()]*\))?:(?=[A-Za-z_])/iy;
/** Datadog reads it as an average. */
const BARE_METRIC = /[A-Za-z_][\w.]*\s*\{/y;
const METRIC = /[A-Za-z_][\w.]*/y;
const NAME = /[A-Za-z_][\w.]*/y;
const OPERATORS = { '+': 1, '-': 1, '*': 2, '/': 2 } as const;
type Operator = keyof typeof OPERATORS;

/** Metrics, functions and arithmetic of them, as monitors, SLOs and graphs have them. */
export function parseExpression(scanner: Scanner, binding = 1): Expression {
  let left = operand(scanner);
  for (;;) {
    const operator = (['+', '-', '*', '/'] as const).find(
      (sign) => OPERATORS[sign] >= binding && scanner.sees(SIGNS[sign]),
    );
    if (operator === undefined) return left;
    scanner.next(SIGNS[operator]);
    left = { kind: 'operation', operator, left, right: parseExpression(scanner, OPERATORS[operator] + 1) };
  }
}

const SIGNS: Readonly<Record<Operator, RegExp>> = { '+': /\+/y, '-': /-/y, '*': /\*/y, '/': /\//y };

function operand(scanner: Scanner): Expression {
  if (scanner.next(/-/y) !== undefined) return { kind: 'negative', of: operand(scanner) };
  if (scanner.next(/\(/y) !== undefined) {
    const inner = parseExpression(scanner);
    scanner.expect(/\)/y, '")"');
    return inner;
  }
  const number = scanner.next(NUMBER);
  if (number !== undefined) return { kind: 'number', value: Number(number) };
  if (scanner.sees(AGGREGATOR) || scanner.sees(BARE_METRIC)) return metricQuery(scanner);
  const text = quoted(scanner) ?? scanner.next(REFERENCE);
  if (text !== undefined) return { kind: 'text', text };
  const name = scanner.expect(NAME, 'a metric, a function or a number');
  if (scanner.next(/\(/y) === undefined) return { kind: 'text', text: name };
  return { kind: 'call', name, args: parseArguments(scanner), modifiers: modifiers(scanner) };
}

/** `sum:aws.lambda.errors{functionname:a} by {region}.as_count()` */
function metricQuery(scanner: Scanner): MetricQuery {
  const aggregator = scanner.next(AGGREGATOR)?.slice(0, -1) ?? 'avg';
  const metric = scanner.expect(METRIC, 'a metric');
  const filter: Filter = parseFilter(scanner);
  const by = scanner.next(/by\s*\{/iy) === undefined ? [] : keys(scanner);
  return { kind: 'metric', aggregator, metric, filter, by, modifiers: modifiers(scanner) };
}

function keys(scanner: Scanner): string[] {
  const found: string[] = [];
  do found.push(scanner.expect(/[\w@$][\w.@/-]*/y, 'a tag key'));
  while (scanner.next(/,/y) !== undefined);
  scanner.expect(/\}/y, '"," or "}"');
  return found;
}

function modifiers(scanner: Scanner): Modifier[] {
  const found: Modifier[] = [];
  for (;;) {
    const name = scanner.next(/\.\s*[a-z_]+\s*\(/iy);
    if (name === undefined) return found;
    found.push({ name: name.slice(1, -1).trim(), args: parseArguments(scanner) });
  }
}

/** What follows an opening parenthesis, up to the closing one. */
export function parseArguments(scanner: Scanner): Expression[] {
  const found: Expression[] = [];
  if (scanner.next(/\)/y) !== undefined) return found;
  do {
    const name = scanner.next(/[a-z_]+\s*=(?!=)/iy);
    const value = parseExpression(scanner);
    found.push(name === undefined ? value : { kind: 'named', name: name.slice(0, -1).trim(), value });
  } while (scanner.next(/,/y) !== undefined);
  scanner.expect(/\)/y, '"," or ")"');
  return found;
}

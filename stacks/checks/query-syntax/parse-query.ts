import { parseArguments, parseExpression } from './parse-expression';
import { NUMBER, QuerySyntaxError, quoted, REFERENCE, Scanner } from './scanner';
import type { Comparator, Comparison, Condition, Evaluation, Expression, Modifier, MonitorQuery } from './syntax-tree';

/** A tree, or what is wrong with the text. */
export type Parsed<T> = { readonly tree: T } | { readonly problem: string };

/** The query of a monitor of any type. */
export const parseMonitorQuery = (type: string, text: string): Parsed<MonitorQuery> =>
  parsed(text, (scanner) => (type === 'composite' ? { kind: 'composite', of: condition(scanner) } : monitor(scanner)));

/** What a graph draws, or an SLO counts. */
export const parseGraphQuery = (text: string): Parsed<Expression> =>
  parsed(text, (scanner) => parseExpression(scanner));

function parsed<T>(text: string, parse: (scanner: Scanner) => T): Parsed<T> {
  const scanner = new Scanner(text);
  try {
    const tree = parse(scanner);
    if (!scanner.done) scanner.fail('the end');
    return { tree };
  } catch (error) {
    if (error instanceof QuerySyntaxError) return { problem: error.message };
    throw error;
  }
}

const EVALUATION = /[a-z]+\s*\(\s*(?:last|next|current)_\w+/iy;
const CHANGE = /(?:pct_)?change\s*\(/iy;

function monitor(scanner: Scanner): MonitorQuery {
  if (!scanner.sees(EVALUATION) && !scanner.sees(CHANGE)) return chain(scanner);
  const evaluated = evaluation(scanner);
  scanner.expect(/:/y, '":"');
  const expression = parseExpression(scanner);
  return { kind: 'metric', evaluation: evaluated, expression, ...comparison(scanner) };
}

/** `avg(last_5m)`, `max(next_1w)`, `pct_change(avg(last_5m),last_1h)` */
function evaluation(scanner: Scanner): Evaluation {
  const change = scanner.next(CHANGE);
  if (change === undefined) return window(scanner);
  const inner = window(scanner);
  scanner.expect(/,/y, '","');
  const shift = scanner.expect(/(?:last_)?\w+/y, 'what it is compared with').replace(/^last_/, '');
  scanner.expect(/\)/y, '")"');
  return { ...inner, change: { by: change.startsWith('pct') ? 'pct_change' : 'change', shift } };
}

function window(scanner: Scanner): Evaluation {
  const aggregator = scanner.expect(/[a-z_]+/iy, 'an aggregator over time');
  scanner.expect(/\(/y, '"("');
  const span = scanner.expect(/(?:last|next|current)_\w+/iy, 'a window such as last_5m');
  // a percentile, or what shifts the window
  while (scanner.next(/,/y) !== undefined) parseExpression(scanner);
  scanner.expect(/\)/y, '")"');
  return { aggregator, window: span.replace(/^[a-z]+_/i, ''), ahead: span.startsWith('next') };
}

function comparison(scanner: Scanner): Comparison {
  const comparator = scanner.expect(/>=|<=|==|!=|>|</y, 'a comparison') as Comparator;
  if (scanner.next(REFERENCE) !== undefined) return { comparator };
  const sign = scanner.next(/-/y) === undefined ? 1 : -1;
  return { comparator, threshold: sign * Number(scanner.expect(NUMBER, 'a number to compare with')) };
}

/** Calls one after the other: searches, SLO alerts, service checks. */
function chain(scanner: Scanner): MonitorQuery {
  const check = quoted(scanner);
  const calls: Modifier[] = check === undefined ? [] : [{ name: 'check', args: [{ kind: 'text', text: check }] }];
  const first = check === undefined ? scanner.expect(/[a-z][\w-]*\s*\(/iy, 'a window, a search or a check') : undefined;
  if (first !== undefined) calls.push({ name: first.slice(0, -1).trim(), args: parseArguments(scanner) });
  for (;;) {
    const name = scanner.next(/\.\s*\w+\s*\(/y);
    if (name === undefined) break;
    calls.push({ name: name.slice(1, -1).trim(), args: parseArguments(scanner) });
  }
  return scanner.done ? { kind: 'chain', calls } : { kind: 'chain', calls, comparison: comparison(scanner) };
}

function condition(scanner: Scanner): Condition {
  const of = [conjunction(scanner)];
  while (scanner.next(/\|\||OR\b/iy) !== undefined) of.push(conjunction(scanner));
  const [only, ...more] = of;
  return only !== undefined && more.length === 0 ? only : { kind: 'or', of };
}

function conjunction(scanner: Scanner): Condition {
  const of = [negation(scanner)];
  while (scanner.next(/&&|AND\b/iy) !== undefined) of.push(negation(scanner));
  const [only, ...more] = of;
  return only !== undefined && more.length === 0 ? only : { kind: 'and', of };
}

function negation(scanner: Scanner): Condition {
  if (scanner.next(/!|NOT\b/iy) !== undefined) return { kind: 'not', of: negation(scanner) };
  if (scanner.next(/\(/y) !== undefined) {
    const inner = condition(scanner);
    scanner.expect(/\)/y, '")"');
    return inner;
  }
  return { kind: 'monitor', id: scanner.next(REFERENCE) ?? scanner.expect(/\d+/y, 'the id of a monitor') };
}

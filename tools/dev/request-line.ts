import type pc from 'picocolors';
import type { DevRecord } from './records';

type Colors = ReturnType<typeof pc.createColors>;

/** Six decimals: a short chat costs less than a cent's thousandth. */
export const dollars = (usd: number): string => `$${usd.toFixed(6)}`;

/** One request in one line, in columns. */
export function requestLine(record: DevRecord, { dim, green, yellow, red }: Colors): string {
  const { method, path, status = 0, ms = 0, alias, inputTokens, outputTokens, costUsd, outcome, fault } = record;
  const colored = status < 400 ? green : status < 500 ? yellow : red;
  const columns = [
    dim(new Date(record.startMs).toTimeString().slice(0, 8)),
    method.padEnd(4),
    path.padEnd(14),
    colored(String(status)),
    `${Math.round(ms)} ms`.padStart(9),
    (alias ?? '-').padEnd(8),
    (inputTokens === undefined ? '-' : `${inputTokens} > ${outputTokens ?? 0}`).padStart(12),
    (costUsd === undefined ? '-' : dollars(costUsd)).padStart(10),
    dim([outcome ?? '', fault === undefined ? '' : `(fault: ${fault})`].join(' ').trim()),
  ];
  return columns.join('  ').trimEnd();
}

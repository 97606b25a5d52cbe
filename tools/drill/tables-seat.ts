import { tableIn } from './conditions';
import type { Minute } from './seats';
import { partsOf } from './stack-facts';

const ORDINARY_MS = 6;

/** `calls` to a table in a minute, by those who call it and by CloudWatch. @returns calls that failed */
export function tableCalls(table: string, calls: number, { conditions, random, report, facts }: Minute): number {
  const part = partsOf(facts, 'table').find((found) => found.table === table);
  if (part === undefined || calls <= 0) return 0;
  const weather = tableIn(conditions, table);
  const throttled = random.binomial(calls, weather.throttled);
  const unreachable = random.binomial(calls - throttled, weather.unreachable);
  const ok = calls - throttled - unreachable;
  for (const [result, number] of [
    ['ok', ok],
    ['throttled', throttled],
    ['unreachable', unreachable],
  ] as const)
    if (number > 0) report('llm_service.table.calls', { ...facts.own, table, result }, number, number);
  const tags = { tablename: part.name };
  if (throttled > 0) report('aws.dynamodb.throttled_requests', tags, throttled);
  if (ok > 0) {
    report('aws.dynamodb.successful_request_latency', tags, ORDINARY_MS + 2 * random.next());
    report('aws.dynamodb.successful_request_latency.samplecount', tags, ok);
  }
  // units in a second: half of the calls write
  report('aws.dynamodb.consumed_read_capacity_units', tags, ok / 2 / 60);
  report('aws.dynamodb.consumed_write_capacity_units', tags, ok / 2 / 60);
  report('aws.dynamodb.system_errors', tags, 0);
  return throttled + unreachable;
}

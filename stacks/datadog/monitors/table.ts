import { METRICS, TABLE_RESULTS } from '../../../handlers/contract/metrics';
import type { TablePart } from '../../parts';
import { count, level, minimumVolumeFor, plain, ratio, shareOf } from '../query';
import { type FailureShare, failureShare } from './failure-share';
import { type MonitorContext, type MonitorSpec, metricMonitor, QUIET_IS_FINE } from './spec';

/** Where requests go on without a table, one call in ten that fails costs money, not answers. */
const FAILING = 0.1;
/** Any steady share of throttles says that the ceiling is too low; one in a hundred is no burst any more. */
const THROTTLED = 0.01;
/** Failures of one kind that are worth a look, however few calls there are. */
const LEAST_FAILURES = 5;
/** Errors of DynamoDB's own in 15 minutes; it answers some calls with 500 in any week. */
const SYSTEM_ERRORS = 10;
/** Share of the callers' deadline at which the mean is so slow that many single calls miss it. */
const SLOW = 0.25;
const SLOWER_THAN_USUAL = 0.1;
/** Share of the ceiling at which the next busy hour reaches it, and at which there still is time to plan. */
const NEAR = 0.8;
const EARLY = 0.6;

/** What callers do without an answer, in words. */
const DO = { 'go-on': 'go on without', fail: 'fail' } as const satisfies Record<TablePart['unanswered'], string>;

/** What callers cannot do without may fail as rarely as they may. */
const failingOf = ({ unanswered }: TablePart, context: MonitorContext): FailureShare =>
  unanswered === 'go-on' ? { share: FAILING, derivation: 'one in ten' } : failureShare(context);

/** A table is watched from both ends: CloudWatch tells what DynamoDB did, the functions what they had of it. */
export function tableMonitors(table: TablePart, context: MonitorContext): MonitorSpec[] {
  const { env, service, parts } = context;
  const scope = { tablename: table.name };
  const own = { env, service, table: table.table };
  const calls = METRICS.tableCalls.name;
  const answered = 'aws.dynamodb.successful_request_latency.samplecount';
  const common = { parts: [table.id], severity: 'notify', window: '15m', noData: QUIET_IS_FINE } as const;
  const failing = failingOf(table, context);
  const after = `${table.deadlineMs} ms after which callers ${DO[table.unanswered]}`;
  const waysThere = parts
    .filter((part) => part.kind === 'endpoint' && part.carries === 'tables')
    .filter((part) => part.scope.some((tag) => table.scope.includes(tag)))
    .map(({ id }) => id);
  return [
    metricMonitor({
      ...common,
      id: `${table.id}-table-failures`,
      kind: 'table-failures',
      title: `Calls to the table ${table.name} fail`,
      shows: 'share of calls that gave functions no answer in time',
      parts: [table.id, ...waysThere],
      measure: ratio(
        count(calls, { ...own, result: TABLE_RESULTS.filter((result) => result !== 'ok') }),
        count(calls, own),
        minimumVolumeFor(LEAST_FAILURES, failing.share),
      ),
      thresholds: { critical: failing.share, warning: failing.share / 2 },
      derivation: `${failing.derivation}; no answer within the ${after}; warning at half of it; at least ${LEAST_FAILURES} failures`,
    }),
    metricMonitor({
      ...common,
      id: `${table.id}-table-throttles`,
      kind: 'table-throttles',
      title: `DynamoDB throttles calls to the table ${table.name}`,
      shows: 'share of calls that were throttled',
      measure: shareOf(
        count('aws.dynamodb.throttled_requests', scope),
        count(answered, scope),
        minimumVolumeFor(LEAST_FAILURES, THROTTLED),
      ),
      thresholds: { critical: THROTTLED },
      derivation: `one in a hundred is no burst any more: the ceiling of ${table.units.read} read and ${table.units.write} write units a second is too low; at least ${LEAST_FAILURES} throttles`,
    }),
    metricMonitor({
      ...common,
      id: `${table.id}-table-errors`,
      kind: 'table-errors',
      title: `DynamoDB fails on the table ${table.name}`,
      shows: 'calls that DynamoDB answered with 500 in 15 minutes',
      measure: plain(count('aws.dynamodb.system_errors', scope)),
      thresholds: { critical: SYSTEM_ERRORS },
      derivation: `more than ${SYSTEM_ERRORS} are no chance: single ones come in any week, and the SDK retries them`,
    }),
    metricMonitor({
      ...common,
      id: `${table.id}-table-latency`,
      kind: 'table-latency',
      title: `The table ${table.name} gets slow`,
      shows: 'mean time of a successful call inside DynamoDB, in milliseconds',
      measure: plain(level('avg', 'aws.dynamodb.successful_request_latency', scope)),
      over: 'avg',
      thresholds: { critical: SLOW * table.deadlineMs, warning: SLOWER_THAN_USUAL * table.deadlineMs },
      derivation: `${SLOW} of the ${after}; warning at ${SLOWER_THAN_USUAL}`,
    }),
    ...(['read', 'write'] as const).map((kind) =>
      metricMonitor({
        ...common,
        id: `${table.id}-table-capacity-${kind}`,
        kind: 'table-capacity',
        title: `The table ${table.name} nearly reaches its ceiling of ${kind}s`,
        shows: `${kind} units consumed in a second`,
        measure: plain(level('max', `aws.dynamodb.consumed_${kind}_capacity_units`, scope)),
        over: 'avg',
        thresholds: { critical: NEAR * table.units[kind], warning: EARLY * table.units[kind] },
        derivation: `${NEAR} of its ceiling of ${table.units[kind]} ${kind} units a second; warning at ${EARLY}`,
      }),
    ),
  ];
}

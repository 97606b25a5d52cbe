import type { AccountConfig } from '../../config/account-schema';
import type { ServiceConfig } from '../../config/schema';
import { accountTagsOf } from '../../names';
import type { Part } from '../../parts';
import type { MetricName } from '../metric-catalogue';
import { above, delayOf, type Graph, type Measure, rounded, type Window } from '../query';

/** Kinds of monitors. Each is an article, `docs/runbook/<kind>.md`. */
export const MONITOR_KINDS = [
  'service-failing',
  'api-errors',
  'api-refusals',
  'api-latency',
  'firewall-blocks',
  'chat-failures',
  'batch-failures',
  'batch-item-failures',
  'batch-not-progressing',
  'batch-job-failures',
  'function-errors',
  'function-timeouts',
  'function-duration',
  'function-throttles',
  'function-memory',
  'function-out-of-memory',
  'function-concurrency',
  'telemetry-lost',
  'model-latency',
  'model-throttles',
  'model-errors',
  'model-unreachable',
  'model-first-token',
  'model-fallbacks',
  'model-circuit-open',
  'guardrail-interventions',
  'mode-not-normal',
  'mode-unreadable',
  'limits-unenforced',
  'tenant-limit',
  'cache-errors',
  'table-failures',
  'table-throttles',
  'table-errors',
  'table-latency',
  'table-capacity',
  'bucket-fills',
  'quality-low',
  'evaluation-behind',
  'judge-unclear',
  'samples-lost',
  'queue-age',
  'queue-backlog',
  'dead-letters',
  'dead-letters-lost',
  'rotation-failed',
  'rotation-overdue',
  'application-key-age',
  'spend-hour',
  'spend-day',
  'guard-acted',
  'guard-failed',
  'slo-availability-burn',
  'slo-latency-burn',
  'slo-batch-burn',
  'slo-quality-burn',
  'slo-error-budget',
  'integration-lost',
] as const;
export type MonitorKind = (typeof MONITOR_KINDS)[number];

/**
 * Who hears of it: `page` wakes a person, `notify` is read in working hours, `component` tells nobody and exists for the
 * composite that it is part of.
 */
export type Severity = 'page' | 'notify' | 'component';

/**
 * What happens when the query finds nothing. `ok`: the monitor is content. `last-known`: it stays as it was. `notify`: its
 * receivers are told.
 */
export interface NoData {
  readonly policy: 'ok' | 'last-known' | 'notify';
  /** Why that is right for this signal. */
  readonly because: string;
}

export interface Thresholds {
  readonly critical: number;
  readonly warning?: number;
  /** The value must fall below it before the alert is over. Default: `critical`. */
  readonly recovery?: number;
}

/** What a monitor says to a machine, beside what it says to people. */
export interface Signal {
  /** `@sns-<topic>`: told whoever else is told. */
  readonly receiver: string;
  /** One word each, as the machine reads them. */
  readonly alert: string;
  readonly recovery: string;
}

/** A monitor before it becomes a resource: plain data, so that tests, report and runbook can read it without a synth. */
export interface MonitorSpec {
  /** Construct id, `<part id>-<kind>`: part of the Terraform address. */
  readonly id: string;
  readonly kind: MonitorKind;
  /** One sentence: what is wrong when it fires. */
  readonly title: string;
  /** What its value says, `share of calls that failed`. */
  readonly shows: string;
  /** Ids of the parts it watches. */
  readonly parts: readonly string[];
  readonly severity: Severity;
  readonly type: 'query alert' | 'slo alert' | 'composite';
  /** As Datadog gets it, but for `<id>`, which stands for the id that Datadog gives that monitor or SLO. */
  readonly query: string;
  /** Metrics that it reads. */
  readonly metrics: readonly MetricName[];
  /** Absent on a composite, which compares nothing itself. */
  readonly thresholds?: Thresholds;
  /** Where the thresholds come from, for the runbook. */
  readonly derivation: string;
  readonly noData: NoData;
  readonly evaluationDelaySeconds?: number;
  /** A scope that other services or environments share: it must not page. */
  readonly shared?: string;
  /** Tag key, for each value of which it alerts by itself. Default: one alert for all. */
  readonly groupedBy?: string;
  readonly signal?: Signal;
  /** What a dashboard draws of it. */
  readonly graph?: Graph;
}

/** What monitors are derived from, beside their own part. */
export interface MonitorContext {
  readonly env: string;
  readonly service: string;
  readonly requirements: ServiceConfig['requirements'];
  readonly parts: readonly Part[];
}

export const contextOf = ({ env, service, requirements }: ServiceConfig, parts: readonly Part[]): MonitorContext => ({
  env,
  service,
  requirements,
  parts,
});

/** An account promises nothing itself. */
export const accountContextOf = (config: AccountConfig, parts: readonly Part[]): MonitorContext => {
  const { env, service } = accountTagsOf(config);
  return { env, service, requirements: undefined, parts };
};

type Given = Pick<
  MonitorSpec,
  'id' | 'kind' | 'title' | 'shows' | 'parts' | 'severity' | 'derivation' | 'noData' | 'signal' | 'groupedBy'
>;

interface MetricMonitor extends Given {
  readonly measure: Measure;
  /** How the points of the window become one number. Default `sum`, which counts need. */
  readonly over?: 'sum' | 'avg' | 'min' | 'max';
  readonly window: Window;
  readonly thresholds: Thresholds;
}

/** A monitor of a metric that must not rise above a number. The number is written once, and query and thresholds come from it. */
export function metricMonitor({ measure, over = 'sum', window, thresholds, ...given }: MetricMonitor): MonitorSpec {
  if (given.severity === 'page' && thresholds.warning !== undefined)
    throw new Error(`${given.id} pages, so its warning at ${thresholds.warning} would wake somebody for less`);
  const delay = delayOf(measure.metrics);
  const { critical, warning, recovery } = thresholds;
  return {
    ...given,
    type: 'query alert',
    query: above(measure, over, window, critical),
    metrics: [...new Set(measure.metrics)],
    thresholds: {
      critical: rounded(critical),
      ...(warning === undefined ? {} : { warning: rounded(warning) }),
      ...(recovery === undefined ? {} : { recovery: rounded(recovery) }),
    },
    graph: measure.graph,
    ...(delay > 0 ? { evaluationDelaySeconds: delay } : {}),
  };
}

interface Composite extends Omit<Given, 'noData' | 'shows' | 'parts'> {
  /** In terms of ids: `<a> || <b>`. */
  readonly query: string;
  readonly of: readonly MonitorSpec[];
}

/** Most monitors that Datadog puts into one composite: https://docs.datadoghq.com/monitors/types/composite/ */
const MOST_COMPONENTS = 10;

/** A monitor of monitors: one cause, told once. */
export function compositeMonitor({ of, ...given }: Composite): MonitorSpec {
  if (of.length > MOST_COMPONENTS)
    throw new Error(`${given.id} is made of ${of.length} monitors, Datadog takes ${MOST_COMPONENTS}`);
  return {
    ...given,
    type: 'composite',
    shows: 'state of the monitors it is made of',
    parts: [...new Set(of.flatMap(({ parts }) => parts))],
    metrics: [...new Set(of.flatMap(({ metrics }) => metrics))],
    noData: { policy: 'last-known', because: 'none of its components ever is without data' },
  };
}

/** For signals that exist only while somebody calls. */
export const QUIET_IS_FINE: NoData = {
  policy: 'ok',
  because: 'without calls there is nothing to measure, and nothing to fail',
};

import type { AccountConfig } from '../../config/account-schema';
import type { ServiceConfig } from '../../config/schema';
import type { Part } from '../../parts';
import { delaySeconds, type MonitorQuery } from '../query';

/** Kinds of monitors: each is an article in docs/runbook. */
export type MonitorKind =
  | 'api-errors'
  | 'api-latency'
  | 'firewall-blocks'
  | 'function-concurrency'
  | 'function-duration'
  | 'function-errors'
  | 'function-memory'
  | 'function-out-of-memory'
  | 'function-throttles'
  | 'function-timeouts'
  | 'guardrail-interventions'
  | 'integration-lost'
  | 'model-errors'
  | 'model-latency'
  | 'model-throttles'
  | 'model-unreachable'
  | 'slo-availability-burn'
  | 'slo-latency-burn'
  | 'spend'
  | 'telemetry-lost';

/** `page` wakes a person, `notify` is read in working hours. */
export type Severity = 'page' | 'notify';

/** What happens when the metric sends nothing. */
export interface NoData {
  /** `resolve`: silence is good. `keep`: silence says nothing, the state stays. */
  readonly policy: 'resolve' | 'keep';
  readonly because: string;
}

/** A monitor before it becomes a resource: plain data, so that a test can read it without a synth. */
export interface MonitorSpec {
  /** Construct id, the same in every environment. */
  readonly id: string;
  readonly kind: MonitorKind;
  /** What is wrong when it fires, in one sentence without a full stop. */
  readonly title: string;
  /** Ids of the parts that it watches. */
  readonly parts: readonly string[];
  readonly severity: Severity;
  readonly type: 'query alert' | 'slo alert';
  /** The query; for an SLO the text behind `burn_rate("<id>")`. */
  readonly query: string;
  readonly critical: number;
  readonly warning?: number;
  /** Unit of the threshold, for people. */
  readonly unit: string;
  /** How the threshold came about. */
  readonly derivation: string;
  readonly noData: NoData;
  /** Seconds that the evaluation waits for late data. */
  readonly delaySeconds: number;
}

/** What a monitor may derive its thresholds from, beside the part that it watches. */
export interface MonitorContext {
  /** Tags of our own metrics. */
  readonly env: string;
  readonly service: string;
  readonly requirements: ServiceConfig['requirements'];
  /** All parts of the stack: some are watched together. */
  readonly parts: readonly Part[];
}

export const contextOf = ({ env, service, requirements }: ServiceConfig, parts: readonly Part[]): MonitorContext => ({
  env,
  service,
  requirements,
  parts,
});

export const accountContextOf = ({ account }: AccountConfig, parts: readonly Part[]): MonitorContext => ({
  env: account,
  service: 'aws-account',
  requirements: undefined,
  parts,
});

export const NO_EVENTS: NoData = {
  policy: 'resolve',
  because: 'nothing is sent while nothing is called, and nothing called cannot fail',
};

type Told = Omit<MonitorSpec, 'id' | 'kind' | 'type' | 'query' | 'critical' | 'delaySeconds' | 'noData'> & {
  readonly watch: MonitorQuery;
  readonly noData?: NoData;
};

/** A monitor of a part: `<part id>-<kind>`. */
export function monitor(
  part: Pick<Part, 'id'>,
  kind: MonitorKind,
  { watch, noData = NO_EVENTS, ...told }: Told,
): MonitorSpec {
  const { query, critical, metrics } = watch;
  return {
    id: `${part.id}-${kind}`,
    kind,
    type: 'query alert',
    query,
    critical,
    delaySeconds: delaySeconds(metrics),
    noData,
    ...told,
  };
}

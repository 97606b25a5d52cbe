import { Monitor, type MonitorConfig } from '@cdktf/provider-datadog/lib/monitor';
import { Construct } from 'constructs';
import { quotedText } from '../json-text';
import { datadogTags, type Tags } from '../names';
import { type MessageContext, messageOf } from './message';
import type { MonitorSpec, NoData, Severity, Thresholds } from './monitors/spec';
import { numberText } from './query';

export interface MonitorResourcesProps {
  /** Components before the composites that are made of them. */
  readonly specs: readonly MonitorSpec[];
  readonly tags: Tags;
  readonly message: MessageContext;
  /** Ids that Datadog gives SLOs, by the id of the spec. */
  readonly sloIds: ReadonlyMap<string, string>;
}

/** Datadog's scale: 1 is worst. */
const PRIORITY: Readonly<Record<Severity, string>> = { page: '1', notify: '3', component: '5' };

/** Minutes after which an alert that is not over is said again: an hour for a page, so that a missed one is not lost, a day for the rest. */
export const RENOTIFY_MINUTES: Readonly<Record<Exclude<Severity, 'component'>, number>> = { page: 60, notify: 1_440 };

/** `default` is the last known state, or zero for counts: https://docs.datadoghq.com/monitors/configuration/#no-data */
const ON_MISSING_DATA: Readonly<Record<NoData['policy'], string>> = {
  ok: 'resolve',
  'last-known': 'default',
  notify: 'show_and_notify_no_data',
};

/** Monitors out of their specs: the one place where `datadog_monitor` is made. */
export class MonitorResources extends Construct {
  readonly #ids: Map<string, string>;

  constructor(scope: Construct, id: string, { specs, tags, message, sloIds }: MonitorResourcesProps) {
    super(scope, id);

    this.#ids = new Map(sloIds);
    for (const spec of specs) {
      const monitor = new Monitor(this, spec.id, {
        name: `[${tags.service} ${tags.env}] ${spec.title}`,
        type: spec.type,
        query: this.#resolved(spec),
        message: messageOf(spec, message),
        priority: PRIORITY[spec.severity],
        tags: monitorTags(spec, tags),
        // in the title: which of the group it is
        includeTags: spec.groupedBy !== undefined,
        // a change of a monitor shows in review, not in people's mail
        notifyAudit: false,
        ...thresholdsOf(spec.thresholds),
        ...(spec.severity === 'component'
          ? {}
          : { renotifyInterval: RENOTIFY_MINUTES[spec.severity], renotifyStatuses: ['alert'] }),
        ...optionsOf(spec),
      });
      this.#ids.set(spec.id, monitor.id);
    }
  }

  /** The query with what Datadog calls the SLOs and monitors in it. */
  #resolved({ id, query }: MonitorSpec): string {
    const text = query.replace(/<([a-z][a-z0-9-]*)>/g, (_, name: string) => {
      const known = this.#ids.get(name);
      if (known === undefined) throw new Error(`the monitor ${id} refers to ${name}, which is not made before it`);
      return known;
    });
    // without a reference cdktf quotes by itself
    return text === query ? query : quotedText(this, text);
  }
}

/** Tags of a monitor: the stack's, what it watches, of which kind and how severe it is. Checks and the dashboard read them. */
export const monitorTags = (
  { kind, parts, severity }: Pick<MonitorSpec, 'kind' | 'parts' | 'severity'>,
  tags: Tags,
): string[] =>
  [...datadogTags(tags), `kind:${kind}`, `severity:${severity}`, ...parts.map((part) => `part:${part}`)].sort();

const thresholdsOf = (thresholds: Thresholds | undefined): Pick<MonitorConfig, 'monitorThresholds'> =>
  thresholds === undefined
    ? {}
    : {
        monitorThresholds: {
          critical: numberText(thresholds.critical),
          ...(thresholds.warning === undefined ? {} : { warning: numberText(thresholds.warning) }),
          ...(thresholds.recovery === undefined ? {} : { criticalRecovery: numberText(thresholds.recovery) }),
        },
      };

/** What only some types of monitor take. */
function optionsOf({ type, noData, evaluationDelaySeconds }: MonitorSpec): Partial<MonitorConfig> {
  if (type === 'slo alert') return {};
  if (type === 'composite') return { notifyNoData: false };
  return {
    onMissingData: ON_MISSING_DATA[noData.policy],
    // metrics of requests are sparse: a window is never full
    requireFullWindow: false,
    ...(evaluationDelaySeconds === undefined ? {} : { evaluationDelay: evaluationDelaySeconds }),
  };
}

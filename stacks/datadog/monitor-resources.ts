import { Monitor } from '@cdktf/provider-datadog/lib/monitor';
import { Construct } from 'constructs';
import { quotedText } from '../json-text';
import { datadogTags, type Tags } from '../names';
import { type MessageContext, messageOf } from './message';
import type { MonitorSpec, Severity } from './monitors/spec';

export interface MonitorResourcesProps {
  readonly specs: readonly MonitorSpec[];
  readonly tags: Tags;
  readonly message: MessageContext;
  /** Id of the SLO that the `slo alert` specs here are about. */
  readonly sloId?: string;
}

/** Datadog's scale: 1 is worst. */
const PRIORITY: Readonly<Record<Severity, string>> = { page: '1', notify: '3' };

/** Minutes after which a page that nobody has resolved is said again. */
const RENOTIFY_MINUTES: Readonly<Record<Severity, number>> = { page: 60, notify: 0 };

/** Monitors out of their specs: the one place where `datadog_monitor` is made. */
export class MonitorResources extends Construct {
  constructor(scope: Construct, id: string, { specs, tags, message, sloId }: MonitorResourcesProps) {
    super(scope, id);

    for (const spec of specs) {
      new Monitor(this, spec.id, {
        name: `[${tags.service} ${tags.env}] ${spec.title}`,
        type: spec.type,
        query: spec.type === 'slo alert' ? this.#about(spec.query, sloId) : spec.query,
        message: messageOf(spec, message),
        priority: PRIORITY[spec.severity],
        tags: monitorTags(spec, tags),
        monitorThresholds: {
          critical: String(spec.critical),
          ...(spec.warning === undefined ? {} : { warning: String(spec.warning) }),
        },
        includeTags: true,
        // a change of a monitor shows in review, not in people's mail
        notifyAudit: false,
        ...(RENOTIFY_MINUTES[spec.severity] > 0
          ? { renotifyInterval: RENOTIFY_MINUTES[spec.severity], renotifyStatuses: ['alert'] }
          : {}),
        ...(spec.type === 'slo alert' ? {} : metricOptions(spec)),
      });
    }
  }

  /** A query about an SLO, whose id Datadog assigns. */
  #about(query: string, sloId: string | undefined): string {
    if (sloId === undefined) throw new Error(`the query ${query} needs an SLO`);
    return quotedText(this, query.replace('%s', sloId));
  }
}

/** Tags of a monitor: the stack's, what it watches, of which kind and how severe it is. Checks and the dashboard read them. */
export const monitorTags = (
  { kind, parts, severity }: Pick<MonitorSpec, 'kind' | 'parts' | 'severity'>,
  tags: Tags,
): string[] =>
  [...datadogTags(tags), `kind:${kind}`, `severity:${severity}`, ...parts.map((part) => `part:${part}`)].sort();

const metricOptions = ({ noData, delaySeconds }: MonitorSpec) => ({
  onMissingData: noData.policy === 'resolve' ? 'resolve' : 'default',
  // metrics of requests are sparse: a window is never full
  requireFullWindow: false,
  ...(delaySeconds > 0 ? { evaluationDelay: delaySeconds } : {}),
});

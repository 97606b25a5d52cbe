import { Construct } from 'constructs';
import type { ServiceConfig } from '../config/schema';
import { tagsOf } from '../names';
import type { Part } from '../parts';
import { CatalogEntry } from './catalog-entry';
import { ServiceDashboard } from './dashboard/service-dashboard';
import { MonitorResources } from './monitor-resources';
import { monitorsFor } from './monitors/monitors-for';
import { contextOf, type MonitorSpec } from './monitors/spec';
import { SloResources } from './slo-resources';
import { type SloSpec, slosFor } from './slos/spec';

export interface ObservabilityProps {
  readonly config: ServiceConfig;
  /** What there is to watch. */
  readonly parts: readonly Part[];
}

/** The Datadog side of an environment: monitors, SLOs with their alerts, the dashboard, the catalog entry. */
export class Observability extends Construct {
  /** All monitors, those of SLOs included. */
  readonly monitors: readonly MonitorSpec[];
  readonly slos: readonly SloSpec[];
  readonly dashboardUrl: string;

  constructor(scope: Construct, id: string, { config, parts }: ObservabilityProps) {
    super(scope, id);

    const context = contextOf(config, parts);
    const tags = tagsOf(config);
    const specs = parts.flatMap((part) => monitorsFor(part, context));
    this.slos = slosFor(context);
    this.monitors = [...specs, ...this.slos.flatMap(({ alerts }) => alerts)];

    const slos = new SloResources(this, 'slos', { specs: this.slos, tags });
    const dashboard = new ServiceDashboard(this, 'dashboard', {
      config,
      context,
      monitors: specs,
      sloIds: [...slos.ids.values()],
    });
    const message = {
      receivers: config.datadog.receivers,
      runbookUrl: config.datadog.runbookUrl,
      dashboardUrl: dashboard.url,
    };
    new MonitorResources(this, 'monitors', { specs, tags, message });
    for (const { id: sloId, alerts } of this.slos) {
      const assigned = slos.ids.get(sloId);
      new MonitorResources(this, `${sloId}-alerts`, {
        specs: alerts,
        tags,
        message,
        ...(assigned === undefined ? {} : { sloId: assigned }),
      });
    }
    new CatalogEntry(this, 'catalog', { config });

    this.dashboardUrl = dashboard.url;
  }
}

import { Construct } from 'constructs';
import type { ServiceConfig } from '../config/schema';
import { tagsOf } from '../names';
import type { Part } from '../parts';
import { CatalogEntry } from './catalog-entry';
import { ServiceDashboard } from './dashboard/service-dashboard';
import { MonitorResources } from './monitor-resources';
import { monitorsOf } from './monitors/monitors-for';
import { contextOf, type MonitorSpec } from './monitors/spec';
import { SloResources } from './slo-resources';
import { sloAlerts } from './slos/alerts';
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
    this.slos = slosFor(context);
    this.monitors = monitorsOf(context, this.slos.flatMap(sloAlerts));

    const { ids: sloIds } = new SloResources(this, 'slos', { specs: this.slos, tags });
    // it shows monitors by their tags, not their ids, because they link to it
    const dashboard = new ServiceDashboard(this, 'dashboard', { config, context, monitors: this.monitors, sloIds });
    const { receivers, runbookUrl } = config.datadog;
    new MonitorResources(this, 'monitors', {
      specs: this.monitors,
      tags,
      message: { receivers, runbookUrl, dashboardUrl: dashboard.url },
      sloIds,
    });
    new CatalogEntry(this, 'catalog', { config, dashboardUrl: dashboard.url });

    this.dashboardUrl = dashboard.url;
  }
}

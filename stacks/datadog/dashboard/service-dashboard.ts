import { DashboardJson } from '@cdktf/provider-datadog/lib/dashboard-json';
import { Construct } from 'constructs';
import { DATADOG_SITES } from '../../config/datadog-sites';
import type { ServiceConfig } from '../../config/schema';
import { jsonText } from '../../json-text';
import { tagsOf } from '../../names';
import type { Part, PartKind } from '../../parts';
import type { MonitorContext, MonitorSpec } from '../monitors/spec';
import { group, monitorSummary, placed, slo, type Widget } from './widget';
import { widgetsFor } from './widgets-for';

export interface ServiceDashboardProps {
  readonly config: ServiceConfig;
  readonly context: MonitorContext;
  readonly monitors: readonly MonitorSpec[];
  readonly sloIds: readonly string[];
}

/** Groups in the order in which somebody looks for a cause: from the caller inwards, money last. */
const GROUPS: readonly { readonly title: string; readonly kinds: readonly PartKind[] }[] = [
  { title: 'API', kinds: ['api', 'firewall'] },
  { title: 'Models', kinds: ['model', 'guardrail'] },
  { title: 'Functions', kinds: ['function'] },
  { title: 'Cost', kinds: ['budget'] },
];

/** The one dashboard of a service in one environment, composed of what its parts show. */
export class ServiceDashboard extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, { config, context, monitors, sloIds }: ServiceDashboardProps) {
    super(scope, id);

    const tags = tagsOf(config);
    const widgets: Widget[] = [
      ...sloIds.map(slo),
      monitorSummary([`service:${tags.service}`, `env:${tags.env}`]),
      ...GROUPS.map(({ title, kinds }) => ({ title, shown: shownBy(context.parts, kinds, context, monitors) }))
        .filter(({ shown }) => shown.length > 0)
        .map(({ title, shown }) => group(title, shown)),
    ];
    const dashboard = new DashboardJson(this, 'Default', {
      dashboard: jsonText(this, {
        title: `${config.service} ${config.env}`,
        description: `What ${config.service} in ${config.env} promises, does and costs. Made by Terraform: change it there.`,
        layout_type: 'ordered',
        reflow_type: 'fixed',
        // Datadog takes only team tags on dashboards: https://docs.datadoghq.com/dashboards/#tags
        tags: [`team:${tags.team}`],
        notify_list: [],
        template_variables: [],
        widgets: placed(widgets),
      }),
    });
    this.url = `${DATADOG_SITES[config.datadog.site].appUrl}${dashboard.url}`;
  }
}

const shownBy = (
  parts: readonly Part[],
  kinds: readonly PartKind[],
  context: MonitorContext,
  monitors: readonly MonitorSpec[],
): Widget[] => parts.filter(({ kind }) => kinds.includes(kind)).flatMap((part) => widgetsFor(part, context, monitors));

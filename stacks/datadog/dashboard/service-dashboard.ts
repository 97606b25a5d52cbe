import { DashboardJson } from '@cdktf/provider-datadog/lib/dashboard-json';
import { Construct } from 'constructs';
import { DATADOG_SITES } from '../../config/datadog-sites';
import type { ServiceConfig } from '../../config/schema';
import { jsonText } from '../../json-text';
import { type Tags, tagsOf } from '../../names';
import type { Part, PartKind } from '../../parts';
import type { MonitorContext, MonitorSpec } from '../monitors/spec';
import { batchWidgets } from './batches';
import { detailsOf } from './details';
import { qualityOf } from './quality';
import { roadsOfTelemetry, summaryOf, VARIABLES } from './summaries';
import { variantsOf } from './variants';
import { group, monitorSummary, placed, slo, type Widget } from './widget';

export interface ServiceDashboardProps {
  readonly config: ServiceConfig;
  readonly context: MonitorContext;
  /** For the thresholds in its graphs. */
  readonly monitors: readonly MonitorSpec[];
  /** Ids that Datadog gives SLOs, by the id of the spec. */
  readonly sloIds: ReadonlyMap<string, string>;
}

/** Groups in the order in which somebody looks for a cause: from the caller inwards, money last. */
const GROUPS: readonly { readonly title: string; readonly kinds: readonly PartKind[] }[] = [
  { title: 'API', kinds: ['api', 'firewall'] },
  { title: 'Models', kinds: ['model', 'guardrail'] },
  { title: 'Mode', kinds: ['mode'] },
  { title: 'Functions', kinds: ['function'] },
  { title: 'Tables', kinds: ['table'] },
  { title: 'Queues', kinds: ['queue', 'dead-letters'] },
  { title: 'Buckets', kinds: ['bucket'] },
  { title: 'Keys', kinds: ['secret'] },
  { title: 'Cost and tokens', kinds: ['budget'] },
];

/** The one dashboard of a service in one environment, composed of what its parts show. */
export class ServiceDashboard extends Construct {
  /** Where it is, once it exists. */
  readonly url: string;

  constructor(scope: Construct, id: string, { config, context, monitors, sloIds }: ServiceDashboardProps) {
    super(scope, id);

    const dashboard = new DashboardJson(this, 'Default', {
      dashboard: jsonText(this, dashboardOf(context, monitors, sloIds, tagsOf(config))),
    });
    this.url = `${DATADOG_SITES[config.datadog.site].appUrl}${dashboard.url}`;
  }
}

/** The dashboard as Datadog's API takes it: plain data. */
export function dashboardOf(
  context: MonitorContext,
  monitors: readonly MonitorSpec[],
  sloIds: ReadonlyMap<string, string>,
  tags: Tags,
) {
  const { service, env, parts } = context;
  const functions = parts.filter(({ kind }) => kind === 'function');
  const widgets = [
    ...[...sloIds].map(([name, sloId]) => slo(`Promised: ${name}`, sloId)),
    // components are not for people: some are in alert by design
    monitorSummary(`tag:(service:${tags.service} AND env:${tags.env}) -tag:"severity:component"`),
    ...GROUPS.map(({ title, kinds }) => group(title, shownBy(kinds, context, monitors))),
    group('Variants of an experiment', parts.some(({ kind }) => kind === 'model') ? variantsOf(context) : []),
    group('Batches', batchWidgets(context)),
    group('Quality', qualityOf(context)),
    group('Telemetry itself', functions.length === 0 ? [] : roadsOfTelemetry(functions)),
  ];
  return {
    title: `${service} ${env}`,
    description: `What ${service} in ${env} promises, does and costs. Made by Terraform: change it there.`,
    layout_type: 'ordered',
    reflow_type: 'fixed',
    // Datadog takes only team tags on dashboards
    tags: [`team:${tags.team}`],
    template_variables: [
      { ...VARIABLES.function, available_values: functions.map(({ name }) => name), defaults: ['*'] },
      { ...VARIABLES.model, available_values: aliasesOf(parts), defaults: ['*'] },
    ],
    widgets: placed(widgets.filter(({ definition }) => !isEmptyGroup(definition))),
  };
}

const isEmptyGroup = ({ widgets }: Widget['definition']): boolean => Array.isArray(widgets) && widgets.length === 0;

const aliasesOf = (parts: readonly Part[]): string[] =>
  parts.flatMap((part) => (part.kind === 'model' ? [part.alias] : []));

/** What parts of some kinds show together, then what each monitor of theirs looks at. */
const shownBy = (kinds: readonly PartKind[], context: MonitorContext, monitors: readonly MonitorSpec[]): Widget[] =>
  kinds.flatMap((kind) => {
    const parts = context.parts.filter((part) => part.kind === kind);
    if (parts.length === 0) return [];
    return [...summaryOf(kind, parts, context), ...parts.flatMap((part) => detailsOf(part, monitors))];
  });

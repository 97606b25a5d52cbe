import type { Monitor } from '../checks/datadog-objects';
import type { Resource } from '../checks/plan';

export type Side = 'AWS' | 'Datadog';

/** What a reader calls a resource type, in reading order. Types that are not here are settings of those that are. */
const KINDS: readonly { readonly type: string; readonly kind: string }[] = [
  { type: 'aws_api_gateway_rest_api', kind: 'APIs' },
  { type: 'aws_api_gateway_method', kind: 'routes' },
  { type: 'aws_wafv2_web_acl', kind: 'firewalls' },
  { type: 'aws_lambda_function', kind: 'functions' },
  { type: 'aws_sqs_queue', kind: 'queues' },
  { type: 'aws_dynamodb_table', kind: 'tables' },
  { type: 'aws_s3_bucket', kind: 'buckets' },
  { type: 'aws_bedrock_inference_profile', kind: 'model profiles' },
  { type: 'aws_bedrock_guardrail', kind: 'guardrails' },
  { type: 'aws_secretsmanager_secret', kind: 'secrets' },
  { type: 'aws_kms_key', kind: 'encryption keys' },
  { type: 'aws_iam_role', kind: 'roles' },
  { type: 'aws_vpc', kind: 'VPCs' },
  { type: 'aws_subnet', kind: 'subnets' },
  { type: 'aws_vpc_endpoint', kind: 'VPC endpoints' },
  { type: 'aws_nat_gateway', kind: 'NAT gateways' },
  { type: 'aws_cloudwatch_log_group', kind: 'log groups' },
  { type: 'aws_sns_topic', kind: 'topics' },
  { type: 'aws_ssm_parameter', kind: 'parameters' },
  { type: 'aws_budgets_budget', kind: 'budgets' },
  { type: 'datadog_service_level_objective', kind: 'SLOs' },
  { type: 'datadog_synthetics_test', kind: 'synthetic tests' },
  { type: 'datadog_dashboard', kind: 'dashboards' },
  { type: 'datadog_dashboard_json', kind: 'dashboards' },
  { type: 'datadog_software_catalog', kind: 'catalog entries' },
  { type: 'datadog_integration_aws_account', kind: 'AWS integrations' },
];

const SETTING = 'their settings';

/** What monitors are called, by severity. */
const MONITORS: Readonly<Record<string, string>> = {
  page: 'monitors that page',
  notify: 'monitors that notify',
  component: 'parts of composites',
};
const OTHER_MONITOR = 'monitors without severity';

const ORDER = [...Object.values(MONITORS), OTHER_MONITOR, ...KINDS.map(({ kind }) => kind), SETTING];

export interface KindCount {
  readonly side: Side;
  readonly kind: string;
  readonly count: number;
}

/** How many of each kind there are, in reading order. */
export function countKinds(resources: readonly Resource[], monitors: readonly Monitor[]): KindCount[] {
  const counts = new Map<string, KindCount>();
  for (const { type, address } of resources) {
    const side: Side = type.startsWith('datadog_') ? 'Datadog' : 'AWS';
    const kind = type === 'datadog_monitor' ? monitorKind(address, monitors) : kindOf(type);
    const key = `${side} ${kind}`;
    counts.set(key, { side, kind, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort(byReadingOrder);
}

const kindOf = (type: string): string => KINDS.find((known) => known.type === type)?.kind ?? SETTING;

const monitorKind = (address: string, monitors: readonly Monitor[]): string =>
  MONITORS[monitors.find((monitor) => monitor.address === address)?.severity ?? ''] ?? OTHER_MONITOR;

export const byReadingOrder = (a: Omit<KindCount, 'count'>, b: Omit<KindCount, 'count'>): number =>
  a.side === b.side ? ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) : a.side < b.side ? -1 : 1;

import { Construct } from 'constructs';
import { type AccountConfig, datadogRoleOf } from '../config/account-schema';
import { DATADOG_SITES } from '../config/datadog-sites';
import type { RoleGrant } from './service-role';
import { ServiceRole } from './service-role';

export interface DatadogIntegrationRoleProps {
  readonly config: AccountConfig;
  /** Made by Datadog in the same plan. */
  readonly externalId: string;
}

/**
 * What Datadog reads for the namespaces in use. None of these actions can be narrowed to a resource.
 * https://docs.datadoghq.com/integrations/amazon_web_services/#aws-iam-permissions
 */
const GRANTS: readonly RoleGrant[] = [
  {
    sid: 'ReadMetrics',
    actions: ['cloudwatch:GetMetricData', 'cloudwatch:GetMetricStatistics', 'cloudwatch:ListMetrics'],
    resources: ['*'],
    why: 'Datadog polls CloudWatch',
    wildcard: 'CloudWatch metrics have no ARNs',
  },
  {
    sid: 'ReadTags',
    actions: ['tag:GetResources', 'tag:GetTagKeys', 'tag:GetTagValues'],
    resources: ['*'],
    why: 'Datadog puts our tags on the metrics',
    wildcard: 'the tagging API works on the whole account',
  },
  {
    sid: 'ListWhatIsMeasured',
    actions: ['lambda:ListFunctions', 'lambda:ListTags', 'wafv2:ListTagsForResource', 'wafv2:ListWebACLs'],
    resources: ['*'],
    why: 'Datadog finds functions and web ACLs, and their tags',
    wildcard: 'lists work on the whole account',
  },
  {
    sid: 'ListApis',
    actions: ['apigateway:GET'],
    resources: ['*'],
    why: 'Datadog finds APIs and stages, and their tags',
    wildcard: 'lists work on the whole account',
  },
];

/** The role with which Datadog reads the account. */
export class DatadogIntegrationRole extends Construct {
  readonly role: ServiceRole;

  constructor(scope: Construct, id: string, { config, externalId }: DatadogIntegrationRoleProps) {
    super(scope, id);

    this.role = new ServiceRole(this, 'Default', {
      name: datadogRoleOf(config),
      description: 'Lets Datadog read metrics and tags of this account',
      principal: { AWS: `arn:aws:iam::${DATADOG_SITES[config.datadog.site].integrationAccountId}:root` },
      trustConditions: { StringEquals: { 'sts:ExternalId': externalId } },
      grants: [...GRANTS, ...(config.datadog.publishesAlerts ? alertGrants(config) : [])],
    });
  }
}

/**
 * What Datadog needs to tell budget guards: `@sns-<topic>` in a monitor's message.
 * https://docs.datadoghq.com/integrations/amazon_sns/#permissions
 */
const alertGrants = ({ aws: { accountId, region } }: AccountConfig): RoleGrant[] => [
  {
    sid: 'ListTopics',
    actions: ['sns:ListTopics'],
    resources: ['*'],
    why: 'Datadog knows a topic by its name only when it has found it',
    wildcard: 'the list is of the whole account',
  },
  {
    sid: 'PublishAlerts',
    actions: ['sns:Publish'],
    resources: [`arn:aws:sns:${region}:${accountId}:*-alerts`],
    why: 'spend monitors tell the budget guards of environments',
    wildcard: 'environments come and go; each has one topic of this name, which lets in this role alone',
  },
  {
    sid: 'EncryptAlerts',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: [`arn:aws:kms:${region}:${accountId}:key/*`],
    conditions: {
      StringEquals: { 'kms:ViaService': `sns.${region}.amazonaws.com` },
      'ForAnyValue:StringLike': { 'kms:ResourceAliases': 'alias/*-data' },
    },
    why: 'the topics are encrypted with the data keys of environments',
    wildcard: 'keys are known by their aliases, and used through SNS only; their own policies let in this role alone',
  },
];

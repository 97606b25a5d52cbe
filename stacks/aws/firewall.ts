import { Wafv2WebAcl } from '@cdktf/provider-aws/lib/wafv2-web-acl';
import { Wafv2WebAclAssociation } from '@cdktf/provider-aws/lib/wafv2-web-acl-association';
import { Wafv2WebAclLoggingConfiguration } from '@cdktf/provider-aws/lib/wafv2-web-acl-logging-configuration';
import { Construct } from 'constructs';
import type { ServiceConfig } from '../config/schema';
import { nameOf } from '../names';
import type { FirewallPart } from '../parts';
import { addressOf } from './address';
import { LogGroup } from './log-group';

export interface FirewallProps {
  readonly config: ServiceConfig;
  readonly requestsPerClientIn5Minutes: number;
  readonly stageArn: string;
  readonly logsKeyArn: string;
}

/**
 * Rules that prompts hit: they are longer than 8 KB, and hold code, addresses and markup that mean nothing to a model. Counted,
 * not blocked; the gateway's limit and request model stay.
 */
const PROMPTS_HIT = [
  'CrossSiteScripting_BODY',
  'EC2MetaDataSSRF_BODY',
  'GenericLFI_BODY',
  'GenericRFI_BODY',
  'SizeRestrictions_BODY',
];

/** AWS's rule groups, in the order they are asked. https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html */
const MANAGED_GROUPS: readonly { readonly name: string; readonly countOnly: readonly string[] }[] = [
  { name: 'AWSManagedRulesAmazonIpReputationList', countOnly: [] },
  { name: 'AWSManagedRulesKnownBadInputsRuleSet', countOnly: [] },
  { name: 'AWSManagedRulesCommonRuleSet', countOnly: PROMPTS_HIT },
];

/** The web ACL in front of the stage. The bindings leave statements untyped and untranslated, hence Terraform's own names in them. */
export class Firewall extends Construct {
  readonly part: FirewallPart;

  constructor(
    scope: Construct,
    id: string,
    { config, requestsPerClientIn5Minutes, stageArn, logsKeyArn }: FirewallProps,
  ) {
    super(scope, id);

    const name = nameOf(config, 'firewall', 128);
    const acl = new Wafv2WebAcl(this, 'acl', {
      name,
      description: `In front of the API of ${config.service} in ${config.env}`,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visible(name),
      rule: [
        {
          name: 'requests-per-client',
          priority: 0,
          action: {
            block: { customResponse: { responseCode: 429, responseHeader: [{ name: 'Retry-After', value: '300' }] } },
          },
          statement: {
            rate_based_statement: {
              limit: requestsPerClientIn5Minutes,
              aggregate_key_type: 'IP',
              evaluation_window_sec: 300,
            },
          },
          visibilityConfig: visible('requests-per-client'),
        },
        ...MANAGED_GROUPS.map((group, index) => ({
          name: group.name,
          priority: index + 1,
          overrideAction: { none: {} },
          statement: {
            managed_rule_group_statement: {
              vendor_name: 'AWS',
              name: group.name,
              rule_action_override: group.countOnly.map((rule) => ({ name: rule, action_to_use: { count: {} } })),
            },
          },
          visibilityConfig: visible(group.name),
        })),
      ],
    });
    new Wafv2WebAclAssociation(this, 'association', { webAclArn: acl.arn, resourceArn: stageArn });
    const logs = new LogGroup(this, 'logs', {
      // WAF insists on the prefix
      name: `aws-waf-logs-${name}`,
      retentionDays: config.logs.retentionDays,
      kmsKeyArn: logsKeyArn,
    });
    new Wafv2WebAclLoggingConfiguration(this, 'logging', {
      resourceArn: acl.arn,
      logDestinationConfigs: [logs.arn],
      redactedFields: [{ singleHeader: { name: 'authorization' } }, { singleHeader: { name: 'x-api-key' } }],
    });

    this.part = {
      kind: 'firewall',
      id: 'firewall',
      name,
      addresses: [addressOf(acl)],
      scope: [`webacl:${name}`],
      requestsPerClientIn5Minutes,
    };
  }
}

const visible = (metricName: string) => ({ cloudwatchMetricsEnabled: true, sampledRequestsEnabled: false, metricName });

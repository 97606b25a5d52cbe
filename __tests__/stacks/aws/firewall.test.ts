import { Firewall } from '../../../stacks/aws/firewall';
import { prod } from '../../../stacks/config/environments/prod';
import { only, planOf } from '../synthesized';

interface Rule {
  readonly name: string;
  readonly priority: number;
  readonly action?: unknown;
  readonly override_action?: unknown;
  readonly visibility_config: unknown;
  readonly statement: Record<string, Record<string, unknown>>;
}

const plan = planOf((stack) => {
  new Firewall(stack, 'firewall', {
    config: prod,
    requestsPerClientIn5Minutes: 123,
    stageArn: 'arn:stage',
    logsKeyArn: 'arn:aws:kms:us-east-1:111111111111:key/logs',
  });
});
const rules = only(plan, 'aws_wafv2_web_acl')['rule'] as Rule[];

/** All keys at any depth. */
const keys = (value: unknown): string[] =>
  value !== null && typeof value === 'object'
    ? Object.entries(value).flatMap(([key, inner]) => [key, ...keys(inner)])
    : [];

describe('Firewall', () => {
  it('counts requests by client address over five minutes and answers 429', () => {
    const rate = rules.find(({ name }) => name === 'requests-per-client');
    expect(rate?.statement['rate_based_statement']).toEqual({
      limit: 123,
      aggregate_key_type: 'IP',
      evaluation_window_sec: 300,
    });
    expect(JSON.stringify(rate?.action)).toContain('"response_code":429');
  });

  /** Body rules that long texts with code in them would hit. */
  const counted = [
    'CrossSiteScripting_BODY',
    'EC2MetaDataSSRF_BODY',
    'GenericLFI_BODY',
    'GenericRFI_BODY',
    'SizeRestrictions_BODY',
  ].map((name) => ({
    name,
    action_to_use: { count: {} },
  }));

  it('only counts what prompts hit', () => {
    const common = rules.find(({ name }) => name === 'AWSManagedRulesCommonRuleSet');
    expect(common?.statement['managed_rule_group_statement']).toMatchObject({
      rule_action_override: counted,
    });
  });

  it('asks these groups of AWS, in this order, and lets them block whatever else they find', () => {
    const groups = [...rules]
      .sort((one, other) => one.priority - other.priority)
      .map(({ statement }) => statement['managed_rule_group_statement'])
      .filter((group) => group !== undefined);
    expect(groups.map((group) => [group['name'], group['rule_action_override']])).toEqual([
      ['AWSManagedRulesAmazonIpReputationList', []],
      ['AWSManagedRulesKnownBadInputsRuleSet', []],
      ['AWSManagedRulesCommonRuleSet', counted],
    ]);
    for (const { statement, override_action } of rules) {
      if (statement['managed_rule_group_statement'] !== undefined) expect(override_action).toEqual({ none: {} });
    }
  });

  it('shows each rule as a metric', () => {
    for (const { name, visibility_config } of rules) {
      expect(visibility_config).toMatchObject({ cloudwatch_metrics_enabled: true, metric_name: name });
    }
  });

  it("gives each rule a priority of its own and Terraform's names throughout", () => {
    expect(new Set(rules.map(({ priority }) => priority)).size).toBe(rules.length);
    expect(keys(rules.map(({ statement }) => statement)).filter((key) => /[A-Z]/.test(key))).toEqual([]);
  });

  it('stands in front of the stage and logs without credentials', () => {
    expect(only(plan, 'aws_wafv2_web_acl_association')).toMatchObject({ resource_arn: 'arn:stage' });
    expect(only(plan, 'aws_cloudwatch_log_group')['name']).toBe('aws-waf-logs-llm-gateway-prod-firewall');
    expect(only(plan, 'aws_wafv2_web_acl_logging_configuration')['redacted_fields']).toEqual([
      { single_header: { name: 'authorization' } },
      { single_header: { name: 'x-api-key' } },
    ]);
  });
});

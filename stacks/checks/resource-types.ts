import type { PartKind } from '../parts';

/**
 * Types that run, hold or carry something, and the kind of part, or kinds, that stand for each. One line makes a type
 * watched: the checks then ask for the part, and the compiler for its monitors.
 */
export const PART_OF_TYPE: Readonly<Record<string, PartKind | readonly PartKind[]>> = {
  aws_api_gateway_rest_api: 'api',
  aws_bedrock_guardrail: 'guardrail',
  aws_bedrock_inference_profile: 'model',
  aws_budgets_budget: 'budget',
  aws_dynamodb_table: 'table',
  aws_lambda_function: 'function',
  aws_nat_gateway: 'nat',
  aws_s3_bucket: 'bucket',
  aws_secretsmanager_secret: 'secret',
  aws_sns_topic: 'topic',
  aws_ssm_parameter: 'mode',
  aws_sqs_queue: ['queue', 'dead-letters'],
  aws_vpc_endpoint: 'endpoint',
  aws_wafv2_web_acl: 'firewall',
  datadog_integration_aws_account: 'integration',
};

/** Argument by which AWS, and so Datadog, calls a resource. */
export const NAME_ARGUMENT: Readonly<Record<string, string>> = {
  aws_api_gateway_rest_api: 'name',
  aws_budgets_budget: 'name',
  aws_dynamodb_table: 'name',
  aws_lambda_function: 'function_name',
  aws_s3_bucket: 'bucket',
  aws_secretsmanager_secret: 'name',
  aws_sns_topic: 'name',
  aws_sqs_queue: 'name',
  aws_wafv2_web_acl: 'name',
};

/** Types that are a setting, a right or a piece of one of the above, or that watch, and how it shows when one is wrong. */
const SUPPORTING: Readonly<Record<string, readonly string[]>> = {
  'shows as errors of the API, or of its callers': [
    'aws_api_gateway_account',
    'aws_api_gateway_authorizer',
    'aws_api_gateway_base_path_mapping',
    'aws_api_gateway_deployment',
    'aws_api_gateway_domain_name',
    'aws_api_gateway_gateway_response',
    'aws_api_gateway_integration',
    'aws_api_gateway_integration_response',
    'aws_api_gateway_method',
    'aws_api_gateway_method_response',
    'aws_api_gateway_method_settings',
    'aws_api_gateway_model',
    'aws_api_gateway_request_validator',
    'aws_api_gateway_resource',
    'aws_api_gateway_rest_api_policy',
    'aws_api_gateway_stage',
    'aws_api_gateway_usage_plan',
    'aws_api_gateway_usage_plan_key',
    'aws_route53_record',
  ],
  'shows as answers that the guardrail lets through or blocks': ['aws_bedrock_guardrail_version'],
  'shows where its work is not done: the age, errors or dead letters': [
    'aws_cloudwatch_event_rule',
    'aws_cloudwatch_event_target',
  ],
  'holds lines for people and never stands in the way of an answer': [
    'aws_cloudwatch_log_group',
    'aws_cloudwatch_log_resource_policy',
    'aws_flow_log',
    'aws_wafv2_web_acl_logging_configuration',
  ],
  'a right that is missing shows as errors of who needs it': [
    'aws_iam_policy',
    'aws_iam_role',
    'aws_iam_role_policy',
    'aws_iam_role_policy_attachment',
  ],
  'a key that is off shows as errors of who reads with it': ['aws_kms_alias', 'aws_kms_key', 'aws_kms_key_policy'],
  'fails with its function': [
    'aws_lambda_alias',
    'aws_lambda_event_source_mapping',
    'aws_lambda_function_event_invoke_config',
    'aws_lambda_permission',
    'aws_lambda_provisioned_concurrency_config',
  ],
  'a road that is shut shows at what it leads to: the model, the tables, the telemetry': [
    'aws_default_network_acl',
    'aws_default_route_table',
    'aws_default_security_group',
    'aws_eip',
    'aws_internet_gateway',
    'aws_network_acl',
    'aws_network_acl_association',
    'aws_network_acl_rule',
    'aws_route',
    'aws_route_table',
    'aws_route_table_association',
    'aws_security_group',
    'aws_security_group_rule',
    'aws_subnet',
    'aws_vpc',
    'aws_vpc_endpoint_policy',
    'aws_vpc_endpoint_route_table_association',
    'aws_vpc_endpoint_subnet_association',
    'aws_vpc_security_group_egress_rule',
    'aws_vpc_security_group_ingress_rule',
  ],
  'fails with its bucket': [
    'aws_s3_bucket_lifecycle_configuration',
    'aws_s3_bucket_ownership_controls',
    'aws_s3_bucket_policy',
    'aws_s3_bucket_public_access_block',
    'aws_s3_bucket_server_side_encryption_configuration',
    'aws_s3_bucket_versioning',
  ],
  'fails with its secret': [
    'aws_secretsmanager_secret_policy',
    'aws_secretsmanager_secret_rotation',
    'aws_secretsmanager_secret_version',
  ],
  'fails with its topic': ['aws_sns_topic_policy', 'aws_sns_topic_subscription'],
  'fails with its queue': ['aws_sqs_queue_policy'],
  'fails with its firewall': ['aws_wafv2_web_acl_association'],
  'watches, and is not watched: telemetry that falls silent has monitors of its own': [
    'datadog_dashboard',
    'datadog_dashboard_json',
    'datadog_integration_aws_external_id',
    'datadog_metric_metadata',
    'datadog_metric_tag_configuration',
    'datadog_monitor',
    'datadog_service_level_objective',
    'datadog_software_catalog',
    'datadog_team',
  ],
};

/** By type: how it shows when one is wrong, though nobody watches it. */
export const SUPPORTING_TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries(SUPPORTING).flatMap(([shows, types]) => types.map((type): [string, string] => [type, shows])),
);

import { prod } from '../../stacks/config/environments/prod';
import { madeStacks } from './made-stacks';
import { synthesized } from './synthesized';

/**
 * A construct's id is its Terraform address, and a renamed one is destroyed and made anew. So every address of what holds
 * data, names or traffic stands here, and a rename shows in review.
 */
const STATEFUL =
  /^(aws_(api_gateway_rest_api|bedrock_|cloudwatch_log_group|dynamodb_table|iam_role$|kms_key|lambda_(alias|function)|nat|s3_bucket$|secretsmanager|sns_topic$|sqs_queue$|subnet|vpc)|datadog_(service_level|dashboard))/;

describe('the addresses in the plan of prod', () => {
  it('are these', () => {
    const { resource } = synthesized(madeStacks().service(prod));
    const addresses = Object.entries(resource)
      .filter(([type]) => STATEFUL.test(type))
      .flatMap(([type, byId]) => Object.keys(byId).map((id) => `${type}.${id}`))
      .sort();
    expect(addresses).toMatchInlineSnapshot(`
      [
        "aws_api_gateway_rest_api.api_rest_DB28241E",
        "aws_bedrock_guardrail.models_guardrail_39A9AB45",
        "aws_bedrock_guardrail_version.models_guardrail-version_0146EDA8",
        "aws_bedrock_inference_profile.models_bulk_3EDBD57C",
        "aws_bedrock_inference_profile.models_fast_53E2D1D7",
        "aws_bedrock_inference_profile.models_smart_A29A2EDB",
        "aws_cloudwatch_log_group.api_stage_access-logs_7E269EC0",
        "aws_cloudwatch_log_group.api_stage_execution-logs_131F361D",
        "aws_cloudwatch_log_group.batch_batches_logs_6C89D2CC",
        "aws_cloudwatch_log_group.batch_completed_logs_CC13D33B",
        "aws_cloudwatch_log_group.batch_worker_logs_14F16EF6",
        "aws_cloudwatch_log_group.budget-guard_logs_B18F11AF",
        "aws_cloudwatch_log_group.chat_logs_63A9C915",
        "aws_cloudwatch_log_group.datadog-key-rotation_rotate_logs_829A22B7",
        "aws_cloudwatch_log_group.evaluation_evaluate_logs_CB484FD5",
        "aws_cloudwatch_log_group.firewall_logs_BA281AB9",
        "aws_cloudwatch_log_group.health_logs_2DC1F04C",
        "aws_cloudwatch_log_group.network_flow-logs_group_A4AD0442",
        "aws_dynamodb_table.batch-store_table_A4AE5F39",
        "aws_dynamodb_table.state_answers_DB6416B7",
        "aws_dynamodb_table.state_replays_201D42B9",
        "aws_dynamodb_table.state_usage_66FF84F0",
        "aws_iam_role.batch-store_inference_role_D47A31CB",
        "aws_iam_role.batch_batches_role_0BEB60E0",
        "aws_iam_role.batch_completed_role_77DF8874",
        "aws_iam_role.batch_worker_role_C2B04223",
        "aws_iam_role.budget-guard_role_10116ED4",
        "aws_iam_role.chat_role_EED0DD65",
        "aws_iam_role.datadog-key-rotation_rotate_role_A6D05D29",
        "aws_iam_role.evaluation_evaluate_role_6EC00816",
        "aws_iam_role.health_role_73691F54",
        "aws_iam_role.network_flow-logs_role_C8CB1372",
        "aws_kms_key.keys_content_71ACC63C",
        "aws_kms_key.keys_data_488379EE",
        "aws_kms_key.keys_guardrail_51420E97",
        "aws_kms_key.keys_logs_0FF6A81F",
        "aws_lambda_alias.batch_batches_alias_8800198E",
        "aws_lambda_alias.batch_completed_alias_7E3B4E46",
        "aws_lambda_alias.batch_worker_alias_F602A909",
        "aws_lambda_alias.budget-guard_alias_09228FA7",
        "aws_lambda_alias.chat_alias_C682651C",
        "aws_lambda_alias.datadog-key-rotation_rotate_alias_3324F07B",
        "aws_lambda_alias.evaluation_evaluate_alias_999084CC",
        "aws_lambda_alias.health_alias_FE7AF1E0",
        "aws_lambda_function.batch_batches_function_6A1A507B",
        "aws_lambda_function.batch_completed_function_FAB28B3E",
        "aws_lambda_function.batch_worker_function_7A4D8525",
        "aws_lambda_function.budget-guard_function_E906FB83",
        "aws_lambda_function.chat_function_C1441730",
        "aws_lambda_function.datadog-key-rotation_rotate_function_6E64DFFE",
        "aws_lambda_function.evaluation_evaluate_function_46E08071",
        "aws_lambda_function.health_function_9D26C921",
        "aws_lambda_function_event_invoke_config.batch_completed_retries_3476CFF5",
        "aws_lambda_function_event_invoke_config.budget-guard_retries_9E6C8D15",
        "aws_lambda_function_event_invoke_config.evaluation_evaluate_retries_B3C4EDE2",
        "aws_nat_gateway.network_nat_gateway-0_81D5BEBC",
        "aws_nat_gateway.network_nat_gateway-1_5AD0E2F1",
        "aws_nat_gateway.network_nat_gateway-2_9DB35609",
        "aws_s3_bucket.batch-store_bucket_F80F4BCF",
        "aws_s3_bucket.samples_bucket_6999BB79",
        "aws_secretsmanager_secret.datadog-application-key_secret_61223674",
        "aws_secretsmanager_secret.datadog-key_secret_3B6123DA",
        "aws_secretsmanager_secret_rotation.datadog-key-rotation_B69B982A",
        "aws_secretsmanager_secret_version.datadog-key_version_AB258CF6",
        "aws_sns_topic.budget_alerts_92B47A19",
        "aws_sqs_queue.batch-store_queue_9A3F896F",
        "aws_sqs_queue.batch-store_queue_dead-letters_0B9B74E8",
        "aws_sqs_queue.batch_completed-dead_E669FD41",
        "aws_sqs_queue.budget-guard_dead_424789A8",
        "aws_sqs_queue.evaluation_dead-letters_5D16DC2E",
        "aws_subnet.network_nat_public-0_F4021CB6",
        "aws_subnet.network_nat_public-1_2892015C",
        "aws_subnet.network_nat_public-2_DE834073",
        "aws_subnet.network_private-0_A0649C48",
        "aws_subnet.network_private-1_4188AF2B",
        "aws_subnet.network_private-2_96169D1F",
        "aws_vpc.network_vpc_4E8F0223",
        "aws_vpc_endpoint.network_endpoints_bedrock-runtime_F95F1535",
        "aws_vpc_endpoint.network_endpoints_bedrock_1F435D47",
        "aws_vpc_endpoint.network_endpoints_datadog-api_D15DD0C2",
        "aws_vpc_endpoint.network_endpoints_datadog-logs_CFD50D50",
        "aws_vpc_endpoint.network_endpoints_datadog-metrics_193466E2",
        "aws_vpc_endpoint.network_endpoints_datadog-traces_3B3FAB75",
        "aws_vpc_endpoint.network_endpoints_secretsmanager_1C87953C",
        "aws_vpc_endpoint.network_endpoints_sqs_9BA5D602",
        "aws_vpc_endpoint.network_endpoints_ssm_B6B57275",
        "aws_vpc_endpoint.network_gateway-endpoints_dynamodb_FB2C66DA",
        "aws_vpc_endpoint.network_gateway-endpoints_s3_7EF168C0",
        "aws_vpc_security_group_egress_rule.network_gateway-endpoints_to-dynamodb_1A7A0C9F",
        "aws_vpc_security_group_egress_rule.network_gateway-endpoints_to-s3_4E93F058",
        "aws_vpc_security_group_egress_rule.network_groups_to-endpoints_ACC1C4FE",
        "aws_vpc_security_group_egress_rule.network_groups_to-internet_70656C94",
        "aws_vpc_security_group_ingress_rule.network_groups_from-functions_ED335EF9",
        "datadog_dashboard_json.datadog_dashboard_1AD605F4",
        "datadog_service_level_objective.datadog_slos_availability_01797B2C",
        "datadog_service_level_objective.datadog_slos_batch-freshness_9ECD13D3",
        "datadog_service_level_objective.datadog_slos_latency_C7D342A0",
        "datadog_service_level_objective.datadog_slos_quality_59347423",
      ]
    `);
  });
});

import type { Check } from './check';
import { referencesIn, valuesAt, wordsOf } from './plan';

/**
 * Arguments that name another resource. Terraform orders by references: a literal name would let it make, say, the
 * permission to invoke a function before the function, and the first apply fails.
 */
const NAMING: Readonly<Record<string, readonly string[]>> = {
  aws_api_gateway_base_path_mapping: ['api_id', 'domain_name', 'stage_name'],
  aws_api_gateway_method_settings: ['rest_api_id', 'stage_name'],
  aws_api_gateway_usage_plan: ['api_stages.api_id', 'api_stages.stage'],
  aws_iam_role_policy: ['role'],
  aws_lambda_alias: ['function_name'],
  aws_lambda_event_source_mapping: ['event_source_arn', 'function_name'],
  aws_lambda_function: ['logging_config.log_group', 'role'],
  aws_lambda_permission: ['function_name', 'qualifier'],
  aws_lambda_provisioned_concurrency_config: ['function_name', 'qualifier'],
};

export const namesAreReferences: Check = ({ plan }) =>
  Object.entries(NAMING).flatMap(([type, names]) =>
    plan.ofType(type).flatMap(({ address, args }) =>
      names.flatMap((name) =>
        valuesAt(args, name)
          .filter((value) => referencesIn(value).length === 0)
          .map((value) => ({
            resource: address,
            problem: `${name} is the literal "${wordsOf(value)}", so Terraform may make this before what it names`,
            fix: 'use the attribute of the resource that it names',
          })),
      ),
    ),
  );

import type { Check } from './check';
import { textAt, valuesAt, wordsOf } from './plan';

/** No log group keeps its lines for ever. */
export const logsExpire: Check = ({ plan }) =>
  plan
    .ofType('aws_cloudwatch_log_group')
    .filter(({ args }) => !(Number(wordsOf(args['retention_in_days'])) > 0))
    .map(({ address }) => ({
      resource: address,
      problem: 'its lines never expire: retention_in_days is missing',
      fix: 'set retentionInDays from logs.retentionDays of the config',
    }));

/** Where logs may go; each is checked by itself for encryption and expiry. */
const DESTINATIONS = ['aws_cloudwatch_log_group', 'aws_s3_bucket', 'aws_kinesis_firehose_delivery_stream'];

/** What logs does so into a group of this plan; a group that AWS makes by itself never expires and is not encrypted. */
export const everyLogGroupIsOurs: Check = ({ plan }) => {
  const names = new Set(plan.ofType('aws_cloudwatch_log_group').map(({ args }) => args['name']));
  const isOurs = (group: unknown) =>
    names.has(group) || plan.targets(group).some(({ type }) => DESTINATIONS.includes(type));
  const functions = plan.ofType('aws_lambda_function').map(({ address, args }) => ({
    address,
    group: textAt(args, 'logging_config.log_group') ?? `/aws/lambda/${textAt(args, 'function_name')}`,
  }));
  const stages = plan.ofType('aws_api_gateway_stage').map(({ address, args }) => ({
    address,
    group: textAt(args, 'access_log_settings.destination_arn'),
  }));
  const others = [
    ...plan.ofType('aws_flow_log').map((log) => ({ ...log, argument: 'log_destination' })),
    ...plan
      .ofType('aws_wafv2_web_acl_logging_configuration')
      .map((log) => ({ ...log, argument: 'log_destination_configs' })),
  ].map(({ address, args, argument }) => ({ address, group: valuesAt(args, argument)[0] }));
  return [...functions, ...stages, ...others]
    .filter(({ group }) => !isOurs(group))
    .map(({ address, group }) => ({
      resource: address,
      problem:
        group === undefined ? 'it logs nowhere' : `it logs to ${wordsOf(group)}, which is no log group of this plan`,
      fix: 'make the log group with stacks/aws/log-group.ts and name it',
    }));
};

import { everyKeyRotates, everythingIsEncrypted } from '../../../stacks/checks/everything-is-encrypted';
import { everyLogGroupIsOurs, logsExpire } from '../../../stacks/checks/logs-expire';
import { one, problems } from './facts';

const KEY = { aws_kms_key: { k: { enable_key_rotation: true } } };

describe('everythingIsEncrypted', () => {
  it.each([
    ['aws_cloudwatch_log_group', {}],
    ['aws_secretsmanager_secret', { kms_key_id: 'alias/aws/secretsmanager' }],
    ['aws_sns_topic', { kms_master_key_id: 'alias/aws/sns' }],
    ['aws_sqs_queue', { sqs_managed_sse_enabled: true }],
    ['aws_dynamodb_table', { server_side_encryption: { enabled: true } }],
    ['aws_lambda_function', { environment: { variables: { A: 'b' } } }],
    ['aws_secretsmanager_secret', { kms_key_id: '${aws_kms_key.gone.arn}' }],
    ['aws_s3_bucket', { bucket: 'b' }],
    ['aws_api_gateway_method_settings', { settings: { caching_enabled: true } }],
  ])('finds %s %j', (type, args) => expect(problems(everythingIsEncrypted, one(type, args))).toHaveLength(1));

  it.each([
    ['aws_cloudwatch_log_group', { kms_key_id: '${aws_kms_key.k.arn}' }],
    ['aws_dynamodb_table', { server_side_encryption: [{ kms_key_arn: '${aws_kms_key.k.arn}' }] }],
    ['aws_sns_topic', { kms_master_key_id: 'arn:aws:kms:us-east-1:111111111111:key/1234' }],
    ['aws_lambda_function', {}],
    ['aws_api_gateway_method_settings', { settings: { caching_enabled: true, cache_data_encrypted: true } }],
  ])('accepts %s %j', (type, args) => {
    const { plan } = one(type, args);
    expect(problems(everythingIsEncrypted, { plan: { resource: { ...plan.resource, ...KEY } } })).toEqual([]);
  });

  it('accepts a bucket whose encryption stands beside it', () => {
    const encryption = {
      bucket: '${aws_s3_bucket.b.id}',
      rule: [{ apply_server_side_encryption_by_default: { kms_master_key_id: '${aws_kms_key.k.arn}' } }],
    };
    const resource = {
      ...KEY,
      aws_s3_bucket: { b: {} },
      aws_s3_bucket_server_side_encryption_configuration: { e: encryption },
    };
    expect(problems(everythingIsEncrypted, { plan: { resource } })).toEqual([]);
  });
});

describe('everyKeyRotates', () => {
  it('finds a key that does not', () => expect(problems(everyKeyRotates, one('aws_kms_key', {}))).toHaveLength(1));

  it('accepts a key that does, and one that signs, which cannot', () => {
    expect(problems(everyKeyRotates, { plan: { resource: KEY } })).toEqual([]);
    expect(problems(everyKeyRotates, one('aws_kms_key', { key_usage: 'SIGN_VERIFY' }))).toEqual([]);
  });
});

describe('logsExpire', () => {
  it.each([{}, { retention_in_days: 0 }])('finds a log group with %j', (args) => {
    expect(problems(logsExpire, one('aws_cloudwatch_log_group', args))).toHaveLength(1);
  });

  it('accepts a log group that expires', () => {
    expect(problems(logsExpire, one('aws_cloudwatch_log_group', { retention_in_days: 14 }))).toEqual([]);
  });
});

describe('everyLogGroupIsOurs', () => {
  const groups = { aws_cloudwatch_log_group: { g: { name: '/aws/lambda/f' } } };

  it.each([
    ['aws_lambda_function', { function_name: 'f-2' }],
    ['aws_lambda_function', { function_name: 'f', logging_config: { log_group: '/elsewhere' } }],
    ['aws_api_gateway_stage', {}],
    ['aws_flow_log', { log_destination: 'arn:aws:logs:us-east-1:111111111111:log-group:x' }],
  ])('finds %s %j', (type, args) => {
    expect(
      problems(everyLogGroupIsOurs, { plan: { resource: { ...groups, ...one(type, args).plan.resource } } }),
    ).toHaveLength(1);
  });

  it.each([
    ['aws_lambda_function', { function_name: 'f' }],
    ['aws_lambda_function', { function_name: 'x', logging_config: [{ log_group: '/aws/lambda/f' }] }],
    ['aws_api_gateway_stage', { access_log_settings: { destination_arn: '${aws_cloudwatch_log_group.g.arn}' } }],
    ['aws_wafv2_web_acl_logging_configuration', { log_destination_configs: ['${aws_cloudwatch_log_group.g.arn}'] }],
  ])('accepts %s %j', (type, args) => {
    expect(
      problems(everyLogGroupIsOurs, { plan: { resource: { ...groups, ...one(type, args).plan.resource } } }),
    ).toEqual([]);
  });
});

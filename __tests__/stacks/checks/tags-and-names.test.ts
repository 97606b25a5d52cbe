import {
  everyDashboardIsTagged,
  everyProviderTags,
  noTagIsOverridden,
} from '../../../stacks/checks/everything-is-tagged';
import { NAME_LIMITS } from '../../../stacks/checks/name-limits';
import { everyFirewallLogIsNamedSo, namesFitAws } from '../../../stacks/checks/names-fit-aws';
import { one, problems, TAGS } from './facts';

const aws = (default_tags: unknown) => ({
  plan: { provider: { aws: [{ default_tags }] }, resource: { aws_sqs_queue: { q: {} } } },
});

describe('everyProviderTags', () => {
  it('finds a provider that is missing, without tags, with one too many, and with another value', () => {
    expect(problems(everyProviderTags, one('aws_sqs_queue', {}))).toHaveLength(1);
    expect(problems(everyProviderTags, aws(undefined))).toHaveLength(4);
    expect(problems(everyProviderTags, aws([{ tags: { ...TAGS, more: 'x' } }]))).toEqual([
      'provider.aws: default_tags: more is "x", the stack\'s is none',
    ]);
    expect(problems(everyProviderTags, aws([{ tags: { ...TAGS, env: 'dev' } }]))).toEqual([
      'provider.aws: default_tags: env is "dev", the stack\'s is prod',
    ]);
  });

  it('accepts exactly the tags of the stack, as a block or a list', () => {
    expect(problems(everyProviderTags, aws([{ tags: TAGS }]))).toEqual([]);
    expect(problems(everyProviderTags, aws({ tags: TAGS }))).toEqual([]);
  });
});

describe('noTagIsOverridden', () => {
  it.each([
    ['aws_sqs_queue', { tags: { env: 'dev' } }],
    ['datadog_monitor', { tags: ['env:dev'] }],
  ])('finds %s %j', (type, args) => expect(problems(noTagIsOverridden, one(type, args))).toHaveLength(1));

  it('accepts tags of its own, and the same value again', () => {
    expect(problems(noTagIsOverridden, one('aws_kms_key', { tags: { Name: 'x', env: 'prod' } }))).toEqual([]);
  });
});

describe('everyDashboardIsTagged', () => {
  const dashboard = (tags: string[]) =>
    one('datadog_dashboard_json', { dashboard: JSON.stringify({ title: 'd', tags }) });

  it('finds a dashboard and a synthetic test that carry no tags', () => {
    expect(problems(everyDashboardIsTagged, dashboard([]))).toHaveLength(1);
    expect(problems(everyDashboardIsTagged, one('datadog_synthetics_test', {}))).toHaveLength(3);
  });

  it('accepts a dashboard that carries its team', () => {
    expect(problems(everyDashboardIsTagged, dashboard(['team:llm']))).toEqual([]);
  });
});

describe('namesFitAws', () => {
  it.each([
    ['aws_lambda_function', 'function_name', 'x'.repeat(65), /has 65 characters, AWS takes 64/],
    ['aws_lambda_function', 'function_name', 'a b', /holds what AWS refuses/],
    ['aws_s3_bucket', 'bucket', 'ab', /AWS wants 3/],
    ['aws_s3_bucket', 'bucket', 'Upper-case', /lower-case/],
    ['aws_kms_alias', 'name', 'alias/aws/mine', /not alias\/aws\//],
    ['aws_secretsmanager_secret', 'name', 'key-AbC123', /not ending in a hyphen/],
    ['aws_bedrock_inference_profile', 'description', 'fast, and cheap', /single spaces/],
    ['aws_security_group', 'name', 'sg-mine', /not starting with sg-/],
  ])('finds %s.%s "%s"', (type, argument, value, expected) => {
    expect(problems(namesFitAws, one(type, { [argument]: value }))).toContainEqual(expect.stringMatching(expected));
  });

  it('accepts names that fit, references, and what has no limit', () => {
    expect(problems(namesFitAws, one('aws_lambda_function', { function_name: 'x'.repeat(64) }))).toEqual([]);
    expect(problems(namesFitAws, one('aws_lambda_function', { function_name: '${aws_x_y.z.name}'.repeat(9) }))).toEqual(
      [],
    );
    expect(problems(namesFitAws, one('aws_secretsmanager_secret', { name: 'datadog-api-key' }))).toEqual([]);
  });

  it('has each limit once, with its source', () => {
    const keys = NAME_LIMITS.map(({ type, argument }) => `${type}.${argument}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(NAME_LIMITS.every(({ source }) => source.startsWith('https://docs.aws.amazon.com/'))).toBe(true);
  });
});

describe('everyFirewallLogIsNamedSo', () => {
  const logs = (name: string) => ({
    plan: {
      resource: {
        aws_cloudwatch_log_group: { g: { name } },
        aws_wafv2_web_acl_logging_configuration: {
          l: { log_destination_configs: ['${aws_cloudwatch_log_group.g.arn}'] },
        },
      },
    },
  });

  it('finds a group of another name', () =>
    expect(problems(everyFirewallLogIsNamedSo, logs('waf-logs'))).toHaveLength(1));

  it('accepts a group of that name', () => {
    expect(problems(everyFirewallLogIsNamedSo, logs('aws-waf-logs-x'))).toEqual([]);
  });
});

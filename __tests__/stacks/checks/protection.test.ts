import { everyReferenceExists } from '../../../stacks/checks/every-reference-exists';
import { namesAreReferences } from '../../../stacks/checks/names-are-references';
import { noAbsolutePath } from '../../../stacks/checks/no-absolute-path';
import { onlyHealthIsOpen } from '../../../stacks/checks/only-health-is-open';
import { everyKeyWaits, statefulIsProtected } from '../../../stacks/checks/stateful-is-protected';
import { one, problems } from './facts';

describe('statefulIsProtected', () => {
  it.each([
    ['aws_kms_key', {}, 1],
    ['aws_secretsmanager_secret', { lifecycle: { create_before_destroy: true } }, 1],
    ['aws_dynamodb_table', {}, 2],
    ['aws_dynamodb_table', { lifecycle: { prevent_destroy: true } }, 1],
  ])('finds %s %j', (type, args, count) => expect(problems(statefulIsProtected, one(type, args))).toHaveLength(count));

  it('accepts what is protected, what holds nothing, and anything where the environment is not protected', () => {
    const safe = { lifecycle: { prevent_destroy: true }, deletion_protection_enabled: true };
    expect(problems(statefulIsProtected, one('aws_dynamodb_table', safe))).toEqual([]);
    expect(problems(statefulIsProtected, one('aws_lambda_function', {}))).toEqual([]);
    expect(problems(statefulIsProtected, { ...one('aws_kms_key', {}), protectFromDestroy: false })).toEqual([]);
  });
});

describe('everyKeyWaits', () => {
  it('finds a key that is gone after a week', () => {
    expect(problems(everyKeyWaits, one('aws_kms_key', { deletion_window_in_days: 7 }))).toHaveLength(1);
  });

  it('accepts a key that waits as long as it can', () => {
    expect(problems(everyKeyWaits, one('aws_kms_key', {}))).toEqual([]);
    expect(problems(everyKeyWaits, one('aws_kms_key', { deletion_window_in_days: 30 }))).toEqual([]);
  });
});

describe('onlyHealthIsOpen', () => {
  const resources = {
    v1: { path_part: 'v1', parent_id: '${aws_api_gateway_rest_api.api.root_resource_id}' },
    chat: { path_part: 'chat', parent_id: '${aws_api_gateway_resource.v1.id}' },
    health: { path_part: 'health', parent_id: '${aws_api_gateway_resource.v1.id}' },
  };
  const method = (args: Record<string, unknown>) => ({
    plan: { resource: { aws_api_gateway_resource: resources, aws_api_gateway_method: { m: args } } },
  });
  const to = (id: string) => `\${aws_api_gateway_resource.${id}.id}`;
  const api = (paths: unknown, more = {}) =>
    one('aws_api_gateway_rest_api', { body: JSON.stringify({ paths, ...more }) });

  it.each([
    ['POST /v1/chat', method({ http_method: 'POST', resource_id: to('chat'), authorization: 'NONE' })],
    ['POST /v1/health', method({ http_method: 'POST', resource_id: to('health'), authorization: 'NONE' })],
    ['GET /v1/chat', api({ '/v1/chat': { get: {} } })],
    ['OPTIONS /v1/chat', api({ '/v1/chat': { options: { security: [] } } }, { security: [{ sigv4: [] }] })],
  ])('finds %s open to anybody', (route, given) => {
    expect(problems(onlyHealthIsOpen, given)).toEqual([expect.stringContaining(`anybody may call ${route}`)]);
  });

  it.each([
    ['the health check', method({ http_method: 'GET', resource_id: to('health'), authorization: 'NONE' })],
    ['a route behind IAM', method({ http_method: 'POST', resource_id: to('chat'), authorization: 'AWS_IAM' })],
    [
      'a route behind an API key',
      method({ http_method: 'POST', resource_id: to('chat'), authorization: 'NONE', api_key_required: true }),
    ],
    ['the health check of an OpenAPI document', api({ '/v1/health': { get: {} } })],
    ['a route of an OpenAPI document behind IAM', api({ '/v1/chat': { post: { security: [{ sigv4: [] }] } } })],
  ])('accepts %s', (_, given) => expect(problems(onlyHealthIsOpen, given)).toEqual([]));
});

describe('noAbsolutePath', () => {
  it.each([
    ['a file of the home folder', one('aws_lambda_function', { description: 'from /home/me/x' })],
    ['a file of a build machine', one('aws_lambda_function', { filename: '/opt/project/x.zip' })],
    ['a file of Windows', one('aws_lambda_function', { filename: 'C:\\x.zip' })],
    [
      "the state of cdktf's own backend",
      { plan: { terraform: { backend: { local: { path: '/srv/terraform.x.tfstate' } } } } },
    ],
  ])('finds %s', (_, given) => expect(problems(noAbsolutePath, given)).toHaveLength(1));

  it.each([
    ['a relative file', one('aws_lambda_function', { filename: 'assets/x.zip' })],
    ['a log group', one('aws_cloudwatch_log_group', { name: '/aws/lambda/x' })],
    ['the path of a layer', one('aws_lambda_function', { handler: '/opt/nodejs/node_modules/x.handler' })],
    [
      'a route',
      one('aws_lambda_permission', { source_arn: '${aws_api_gateway_rest_api.a.execution_arn}/*/POST/v1/chat' }),
    ],
    ['a relative state', { plan: { terraform: { backend: { local: { path: '../../../.state/x.tfstate' } } } } }],
  ])('accepts %s', (_, given) => expect(problems(noAbsolutePath, given)).toEqual([]));
});

describe('everyReferenceExists', () => {
  const topic = { policy: { arn: '${aws_sns_topic.there.arn}', depends_on: ['aws_kms_key.there'] } };

  it('finds a reference, a dependency and an output that lead out of the plan', () => {
    const plan = {
      resource: { aws_sns_topic_policy: topic },
      output: { arn: { value: '${aws_sns_topic.there.arn}' } },
    };
    expect(problems(everyReferenceExists, { plan })).toEqual([
      'aws_sns_topic_policy.policy: arn refers to aws_sns_topic.there, which is not in this plan',
      'aws_sns_topic_policy.policy: depends_on refers to aws_kms_key.there, which is not in this plan',
      'output: arn.value refers to aws_sns_topic.there, which is not in this plan',
    ]);
  });

  it('accepts references that stay inside, variables, and dollars that are none', () => {
    const inside = { aws_sns_topic_policy: topic, aws_sns_topic: { there: {} }, aws_kms_key: { there: {} } };
    expect(problems(everyReferenceExists, { plan: { resource: inside } })).toEqual([]);
    expect(
      problems(
        everyReferenceExists,
        one('aws_x', { a: '${var.key}', b: 'user:stack$llm-gateway', c: '$context.requestId' }),
      ),
    ).toEqual([]);
  });
});

describe('namesAreReferences', () => {
  it('finds a literal name of another resource, also inside a block', () => {
    expect(
      problems(
        namesAreReferences,
        one('aws_lambda_permission', { function_name: 'chat', qualifier: '${aws_lambda_alias.live.name}' }),
      ),
    ).toEqual([
      'aws_lambda_permission.x: function_name is the literal "chat", so Terraform may make this before what it names',
    ]);
    expect(
      problems(
        namesAreReferences,
        one('aws_lambda_function', {
          role: '${aws_iam_role.r.arn}',
          logging_config: { log_group: '/aws/lambda/chat' },
        }),
      ),
    ).toHaveLength(1);
  });

  it('accepts references, and names that are the own', () => {
    expect(
      problems(
        namesAreReferences,
        one('aws_lambda_function', { function_name: 'chat', role: '${aws_iam_role.r.arn}' }),
      ),
    ).toEqual([]);
  });
});

import { ROUTES } from '../../../handlers/contract/routes';
import { Api } from '../../../stacks/aws/api';
import { ApiAuth } from '../../../stacks/aws/api-auth';
import { dev } from '../../../stacks/config/environments/dev';
import { prod } from '../../../stacks/config/environments/prod';
import type { ServiceConfig } from '../../../stacks/config/schema';
import { all, only, type Plan, planOf } from '../synthesized';

const target = (functionName: string) => ({
  functionName,
  aliasName: 'live',
  invokeArn: `arn:invoke:${functionName}`,
  streamingInvokeArn: `arn:stream:${functionName}`,
});
const handlers = { chat: target('chat'), health: target('health') };

const apiOf = (config: ServiceConfig, targets = handlers): Plan =>
  planOf((stack) => {
    new Api(stack, 'api', { config, handlers: targets, logsKeyArn: 'arn:aws:kms:us-east-1:111111111111:key/logs' });
  });

/** The methods for chat and for health. */
const methodsOf = (plan: Plan) =>
  ['POST', 'GET'].map((verb) => all(plan, 'aws_api_gateway_method').find(({ http_method }) => http_method === verb));

const digestOf = (plan: Plan) =>
  (only(plan, 'aws_api_gateway_deployment')['triggers'] as { definition: string }).definition;
const withKeys: ServiceConfig['api']['auth'] = {
  kind: 'api-keys',
  consumers: [{ name: 'web', apiKeyId: 'a1b2c3d4e5', ratePerSecond: 2, burst: 4, requestsPerDay: 100 }],
};

describe('Api', () => {
  it('has a method and an integration for each route whose handler is there, and no others', () => {
    const plan = apiOf(dev);
    const routes = ROUTES.filter(({ handler }) => handler in handlers);
    expect(
      all(plan, 'aws_api_gateway_method')
        .map(({ http_method }) => http_method)
        .sort(),
    ).toEqual(routes.map(({ method }) => method).sort());
    expect(all(plan, 'aws_api_gateway_integration')).toHaveLength(routes.length);
    expect(
      all(plan, 'aws_api_gateway_resource')
        .map(({ path_part }) => path_part)
        .sort(),
    ).toEqual(['chat', 'health', 'v1']);
    for (const integration of all(plan, 'aws_api_gateway_integration')) {
      expect(integration).toMatchObject({
        type: 'AWS_PROXY',
        integration_http_method: 'POST',
        timeout_milliseconds: 29_000,
        passthrough_behavior: 'NEVER',
      });
    }
  });

  it('lets the gateway invoke each function for its own method and path only', () => {
    const permissions = all(apiOf(dev), 'aws_lambda_permission');
    expect(
      permissions.map(({ function_name, qualifier, source_arn }) => [
        function_name,
        qualifier,
        String(source_arn).replace(/^\$\{.*\}/, ''),
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['chat', 'live', '/live/POST/v1/chat'],
        ['health', 'live', '/live/GET/v1/health'],
      ]),
    );
  });

  it.each<[string, ServiceConfig['api']['auth'], Record<string, unknown>]>([
    ['iam', { kind: 'iam' }, { authorization: 'AWS_IAM' }],
    ['cognito', prod.api.auth, { authorization: 'COGNITO_USER_POOLS', authorization_scopes: ['llm-gateway/chat'] }],
    ['api-keys', withKeys, { authorization: 'NONE', api_key_required: true }],
  ])('demands %s of every route but health', (_, auth, expected) => {
    const [chat, health] = methodsOf(apiOf({ ...dev, api: { ...dev.api, auth } }));
    expect(chat).toMatchObject(expected);
    expect(health).toMatchObject({ authorization: 'NONE' });
    expect(health).not.toHaveProperty('api_key_required');
  });

  it('refuses an open route that is not the health check, and accepts that', () => {
    let auth: ApiAuth | undefined;
    planOf((stack) => {
      auth = new ApiAuth(stack, 'auth', { auth: { kind: 'iam' }, restApiId: 'x' });
    });
    expect(() =>
      auth?.of({ method: 'POST', path: '/v1/chat', handler: 'chat', auth: 'none', transfer: 'buffered' }),
    ).toThrow(/POST \/v1\/chat must have auth: 'required'/);
    expect(
      auth?.of({ method: 'GET', path: '/v1/health', handler: 'health', auth: 'none', transfer: 'buffered' }),
    ).toEqual({
      authorization: 'NONE',
    });
  });

  it('gives each consumer a usage plan and ties the key by its id, making none', () => {
    const plan = apiOf({ ...dev, api: { ...dev.api, auth: withKeys } });
    expect(only(plan, 'aws_api_gateway_usage_plan')).toMatchObject({
      throttle_settings: { rate_limit: 2, burst_limit: 4 },
      quota_settings: { limit: 100, period: 'DAY' },
    });
    expect(only(plan, 'aws_api_gateway_usage_plan_key')).toMatchObject({ key_id: 'a1b2c3d4e5', key_type: 'API_KEY' });
    expect(all(plan, 'aws_api_gateway_api_key')).toEqual([]);
  });

  it('checks the body of a chat request before a function is paid for', () => {
    const plan = apiOf(dev);
    const [chat, health] = methodsOf(plan);
    expect(chat?.['request_models']).toEqual({
      'application/json': expect.stringContaining('aws_api_gateway_model'),
      // also for content types that nobody names: the gateway checks nothing where it finds no model
      $default: expect.stringContaining('aws_api_gateway_model'),
    });
    expect(health).not.toHaveProperty('request_models');
    expect(JSON.parse(String(only(plan, 'aws_api_gateway_model')['schema']))).toMatchObject({
      title: 'ChatRequest',
      additionalProperties: false,
    });
  });

  it('answers every refusal of its own as problem details', () => {
    for (const response of all(apiOf(dev), 'aws_api_gateway_gateway_response')) {
      const { 'application/json': template } = response['response_templates'] as Record<string, string>;
      const body = JSON.parse(String(template).replace('$context.error.messageString', '"why"')) as Record<
        string,
        unknown
      >;
      expect(Object.keys(body)).toEqual(expect.arrayContaining(['type', 'title', 'detail', 'instance']));
      expect(response['response_parameters']).toMatchObject({
        'gatewayresponse.header.Content-Type': "'application/problem+json'",
      });
    }
  });

  it('throttles the stage and each route, by paths as AWS writes them', () => {
    const settings = all(apiOf(dev), 'aws_api_gateway_method_settings') as {
      method_path: string;
      settings: Record<string, number>;
    }[];
    expect(
      settings.map(({ method_path, settings: limits }) => [method_path, limits['throttling_rate_limit']]).sort(),
    ).toEqual([
      ['*/*', 5],
      ['~1v1~1chat/POST', 5],
      ['~1v1~1health/GET', 10],
    ]);
  });

  it('never logs a body, a header or a query', () => {
    const plan = apiOf(dev);
    const { format } = only(plan, 'aws_api_gateway_stage')['access_log_settings'] as { format: string };
    expect(format).not.toMatch(/\$(input|context\.(request|response)Override|method\.request)/);
    for (const { settings } of all(plan, 'aws_api_gateway_method_settings') as {
      settings: Record<string, unknown>;
    }[]) {
      expect(settings).toMatchObject({ data_trace_enabled: false, metrics_enabled: true, logging_level: 'ERROR' });
    }
  });

  it('closes the default address and asks for TLS 1.2 where there is a domain', () => {
    const customDomain = {
      name: 'llm.example.com',
      certificateArn: 'arn:aws:acm:us-east-1:111111111111:certificate/x',
      hostedZoneId: 'Z123',
    };
    const plan = apiOf({ ...dev, api: { ...dev.api, customDomain } });
    expect(only(plan, 'aws_api_gateway_rest_api')['disable_execute_api_endpoint']).toBe(true);
    expect(only(plan, 'aws_api_gateway_domain_name')).toMatchObject({ security_policy: 'TLS_1_2' });
    expect(only(plan, 'aws_route53_record')).toMatchObject({ name: 'llm.example.com', type: 'A' });
    expect(only(apiOf(dev), 'aws_api_gateway_rest_api')['disable_execute_api_endpoint']).toBe(false);
  });

  it('protects the API from destroy where config says so', () => {
    expect(only(apiOf(prod), 'aws_api_gateway_rest_api')['lifecycle']).toEqual({ prevent_destroy: true });
    expect(only(apiOf(dev), 'aws_api_gateway_rest_api')).not.toHaveProperty('lifecycle');
  });
});

describe('the deployment of the API', () => {
  const digest = digestOf(apiOf(dev));

  it('comes after everything that it captures', () => {
    const plan = apiOf(prod);
    const captured = [
      'method',
      'integration',
      'resource',
      'model',
      'request_validator',
      'authorizer',
      'gateway_response',
    ];
    const addresses = captured.flatMap((type) =>
      Object.keys(plan.resource[`aws_api_gateway_${type}`] ?? {}).map((id) => `aws_api_gateway_${type}.${id}`),
    );
    expect(only(plan, 'aws_api_gateway_deployment')['depends_on']).toEqual(expect.arrayContaining(addresses));
  });

  it('stays when what it does not capture changes', () => {
    const throttle = { ratePerSecond: 1, burst: 1 };
    expect(
      digestOf(apiOf({ ...dev, api: { ...dev.api, throttle }, logs: { retentionDays: 90 }, release: '9.9.9' })),
    ).toBe(digest);
  });

  it('is replaced when the way callers prove who they are changes', () => {
    expect(digestOf(apiOf({ ...dev, api: { ...dev.api, auth: withKeys } }))).not.toBe(digest);
  });

  it('is replaced when a route leads elsewhere', () => {
    expect(digestOf(apiOf(dev, { ...handlers, chat: target('other') }))).not.toBe(digest);
  });

  it('is replaced when the default address is closed', () => {
    const customDomain = {
      name: 'llm.example.com',
      certificateArn: 'arn:aws:acm:us-east-1:111111111111:certificate/x',
    };
    expect(digestOf(apiOf({ ...dev, api: { ...dev.api, customDomain } }))).not.toBe(digest);
  });
});

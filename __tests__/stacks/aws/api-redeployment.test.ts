import type { ApiGatewayGatewayResponse } from '@cdktf/provider-aws/lib/api-gateway-gateway-response';
import type { ApiGatewayIntegration } from '@cdktf/provider-aws/lib/api-gateway-integration';
import type { ApiGatewayMethod } from '@cdktf/provider-aws/lib/api-gateway-method';
import type { ApiGatewayMethodSettings } from '@cdktf/provider-aws/lib/api-gateway-method-settings';
import type { ApiGatewayModel } from '@cdktf/provider-aws/lib/api-gateway-model';
import type { ApiGatewayRequestValidator } from '@cdktf/provider-aws/lib/api-gateway-request-validator';
import { ApiGatewayResource } from '@cdktf/provider-aws/lib/api-gateway-resource';
import type { ApiGatewayRestApi } from '@cdktf/provider-aws/lib/api-gateway-rest-api';
import type { Construct } from 'constructs';
import { ROUTES, type Route } from '../../../handlers/contract/routes';
import { Api } from '../../../stacks/aws/api';
import { dev } from '../../../stacks/config/environments/dev';
import { all, only, planOf } from '../synthesized';

const target = (functionName: string) => ({
  functionName,
  aliasName: 'live',
  invokeArn: `arn:invoke:${functionName}`,
  streamingInvokeArn: `arn:stream:${functionName}`,
});

/** The plan of the API of dev, after something was done to it. */
const planAfter = (change: (api: Construct) => void = () => undefined) =>
  planOf((stack) => {
    const api = new Api(stack, 'api', {
      config: dev,
      handlers: { chat: target('chat'), health: target('health') },
      logsKeyArn: 'arn:aws:kms:us-east-1:111111111111:key/logs',
    });
    change(api);
  });

const digestAfter = (change?: (api: Construct) => void): unknown =>
  (only(planAfter(change), 'aws_api_gateway_deployment')['triggers'] as Record<string, unknown>)['definition'];

/** A construct in the API, by its path. */
const at = <T extends Construct>(api: Construct, ...path: string[]): T =>
  path.reduce((scope, id) => scope.node.findChild(id) as Construct, api) as T;

/** Does it while the route table is another. */
function withRoutes<T>(routes: readonly Route[], run: () => T): T {
  const table = ROUTES as Route[];
  const before = [...table];
  table.splice(0, table.length, ...routes);
  try {
    return run();
  } finally {
    table.splice(0, table.length, ...before);
  }
}

const digest = digestAfter();

describe('the digest of what a deployment of the API captures', () => {
  it.each<[string, (api: Construct) => void]>([
    [
      'the verb of a route',
      (api) => {
        at<ApiGatewayMethod>(api, 'definition', 'method-post-v1-chat').httpMethod = 'PUT';
      },
    ],
    [
      'how callers of a route prove who they are',
      (api) => {
        at<ApiGatewayMethod>(api, 'definition', 'method-post-v1-chat').authorization = 'NONE';
      },
    ],
    [
      'a model',
      (api) => {
        at<ApiGatewayModel>(api, 'definition', 'model-ChatRequest').schema = '{}';
      },
    ],
    [
      'what is validated',
      (api) => {
        at<ApiGatewayRequestValidator>(api, 'definition', 'body-validator').validateRequestBody = false;
      },
    ],
    [
      'the timeout of an integration',
      (api) => {
        at<ApiGatewayIntegration>(api, 'definition', 'integration-post-v1-chat').timeoutMilliseconds = 28_000;
      },
    ],
    [
      'a gateway response',
      (api) => {
        at<ApiGatewayGatewayResponse>(api, 'definition', 'response-throttled').statusCode = '503';
      },
    ],
    [
      'a path',
      (api) => {
        const definition = at<Construct>(api, 'definition');
        new ApiGatewayResource(definition, 'path-v2', { restApiId: 'x', parentId: 'y', pathPart: 'v2' });
      },
    ],
    [
      'what the API does with bodies of some types',
      (api) => {
        at<ApiGatewayRestApi>(api, 'rest').binaryMediaTypes = ['image/png'];
      },
    ],
  ])('changes with %s', (_, change) => {
    expect(digestAfter(change)).not.toBe(digest);
  });

  it('changes with a route more', () => {
    const more: Route = { method: 'POST', path: '/v1/more', handler: 'chat', auth: 'required', transfer: 'buffered' };
    expect(withRoutes([...ROUTES, more], digestAfter)).not.toBe(digest);
  });

  it.each<[string, (api: Construct) => void]>([
    [
      'a throttle',
      (api) => {
        at<ApiGatewayMethodSettings>(api, 'stage', 'all-methods').settings.throttlingRateLimit = 1;
      },
    ],
    [
      'the name and description of the API',
      (api) => {
        at<ApiGatewayRestApi>(api, 'rest').name = 'other';
        at<ApiGatewayRestApi>(api, 'rest').description = 'other';
      },
    ],
    [
      'its protection from destroy',
      (api) => {
        at<ApiGatewayRestApi>(api, 'rest').lifecycle = { preventDestroy: true };
      },
    ],
    [
      'cdktf metadata',
      (api) => {
        at<ApiGatewayMethod>(api, 'definition', 'method-post-v1-chat').node.addMetadata('note', 'x');
      },
    ],
  ])('stays with %s', (_, change) => {
    expect(digestAfter(change)).toBe(digest);
  });

  it('stays when routes change places in their table', () => {
    expect(withRoutes([...ROUTES].reverse(), digestAfter)).toBe(digest);
  });
});

describe('the API of another route table', () => {
  it('is refused when a route other than health is open', () => {
    const open: Route = { method: 'POST', path: '/v1/open', handler: 'chat', auth: 'none', transfer: 'buffered' };
    expect(() => withRoutes([...ROUTES, open], planAfter)).toThrow(/POST \/v1\/open must have auth: 'required'/);
  });

  it('has one permission for each route, for its stage, method and path alone', () => {
    const more: Route = { method: 'POST', path: '/v1/a/b', handler: 'chat', auth: 'required', transfer: 'buffered' };
    const permissions = all(withRoutes([...ROUTES, more], planAfter), 'aws_lambda_permission');
    expect(permissions.map(({ source_arn }) => String(source_arn).replace(/^\$\{.*\}/, '')).sort()).toEqual([
      '/live/GET/v1/health',
      '/live/POST/v1/a/b',
      '/live/POST/v1/chat',
    ]);
  });
});

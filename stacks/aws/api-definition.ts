import { createHash } from 'node:crypto';
import { ApiGatewayGatewayResponse } from '@cdktf/provider-aws/lib/api-gateway-gateway-response';
import { ApiGatewayIntegration } from '@cdktf/provider-aws/lib/api-gateway-integration';
import { ApiGatewayMethod } from '@cdktf/provider-aws/lib/api-gateway-method';
import { ApiGatewayModel } from '@cdktf/provider-aws/lib/api-gateway-model';
import { ApiGatewayRequestValidator } from '@cdktf/provider-aws/lib/api-gateway-request-validator';
import { ApiGatewayResource } from '@cdktf/provider-aws/lib/api-gateway-resource';
import type { ApiGatewayRestApi } from '@cdktf/provider-aws/lib/api-gateway-rest-api';
import { TerraformResource, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { BATCH_REQUEST_SCHEMA } from '../../handlers/contract/batch';
import { CHAT_REQUEST_SCHEMA } from '../../handlers/contract/chat';
import { GATEWAY_MAX_TIMEOUT_MS } from '../../handlers/contract/deadlines';
import type { Route, RouteHandlerName } from '../../handlers/contract/routes';
import type { ServiceConfig } from '../config/schema';
import { resolved } from '../resolved';
import type { ApiTarget } from './api';
import { ApiAuth } from './api-auth';
import { gatewayResponses } from './api-gateway-responses';
import { idPart, routeId, routesTo } from './api-route-id';

export interface ApiDefinitionProps {
  readonly config: ServiceConfig;
  readonly rest: ApiGatewayRestApi;
  readonly handlers: Readonly<Partial<Record<RouteHandlerName, ApiTarget>>>;
}

/** The schema of each body that a route may name. */
const SCHEMAS: Readonly<Record<NonNullable<Route['body']>, object>> = {
  ChatRequest: CHAT_REQUEST_SCHEMA,
  BatchRequest: BATCH_REQUEST_SCHEMA,
};

/**
 * Content types by which the gateway finds the model. It checks nothing when it finds none, so the same model stands for all
 * of them: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
const CONTENT_TYPES = ['application/json', '$default'];

/** Everything that a deployment of the API captures: it changes what callers see only when it is deployed anew. */
export class ApiDefinition extends Construct {
  readonly #rest: ApiGatewayRestApi;

  constructor(scope: Construct, id: string, { config, rest, handlers }: ApiDefinitionProps) {
    super(scope, id);
    this.#rest = rest;

    const restApiId = rest.id;
    const auth = new ApiAuth(this, 'auth', { auth: config.api.auth, restApiId });
    const validator = new ApiGatewayRequestValidator(this, 'body-validator', {
      restApiId,
      name: 'body',
      validateRequestBody: true,
    });
    const routes = routesTo(handlers);
    const bodies = new Set(routes.map(({ route }) => route.body));
    const models = new Map(
      Object.entries(SCHEMAS)
        .filter(([name]) => [...bodies].some((body) => body === name))
        .map(([name, schema]) => [
          name,
          new ApiGatewayModel(this, `model-${name}`, {
            restApiId,
            name,
            contentType: 'application/json',
            schema: JSON.stringify(schema),
          }),
        ]),
    );

    for (const { route, target } of routes) {
      const { method, path, body } = route;
      const model = body && models.get(body)?.name;
      const made = new ApiGatewayMethod(this, routeId('method', route), {
        restApiId,
        resourceId: this.#resourceAt(path),
        httpMethod: method,
        ...auth.of(route),
        ...parametersOf(route),
        ...(model === undefined
          ? {}
          : {
              requestValidatorId: validator.id,
              requestModels: Object.fromEntries(CONTENT_TYPES.map((contentType) => [contentType, model])),
            }),
      });
      new ApiGatewayIntegration(this, routeId('integration', route), {
        restApiId,
        resourceId: made.resourceId,
        httpMethod: made.httpMethod,
        type: 'AWS_PROXY',
        integrationHttpMethod: 'POST',
        ...transferOf(route, target),
        timeoutMilliseconds: GATEWAY_MAX_TIMEOUT_MS,
        // what we mean, though proxy integrations pass every content type on: it is the model for $default that refuses
        passthroughBehavior: 'NEVER',
      });
    }
    for (const { type, status, headers, body } of gatewayResponses()) {
      new ApiGatewayGatewayResponse(this, `response-${type.toLowerCase().replaceAll('_', '-')}`, {
        restApiId,
        responseType: type,
        ...(status === undefined ? {} : { statusCode: String(status) }),
        responseParameters: Object.fromEntries(
          Object.entries(headers).map(([header, value]) => [`gatewayresponse.header.${header}`, `'${value}'`]),
        ),
        responseTemplates: { 'application/json': body },
      });
    }
  }

  /** All resources that a deployment must come after. */
  resources(): TerraformResource[] {
    return this.node
      .findAll()
      .filter((construct): construct is TerraformResource => construct instanceof TerraformResource);
  }

  /** SHA-256 of what a deployment captures: what the provider is told, without cdktf's own metadata. */
  digest(): string {
    const stack = TerraformStack.of(this);
    const { name: _name, description: _text, tags: _tags, lifecycle: _rules, ...rest } = argumentsOf(stack, this.#rest);
    const captured = this.resources()
      .map((resource): [string, unknown] => [resource.friendlyUniqueId, argumentsOf(stack, resource)])
      // in an order of its own: routes that change places in their table change nothing
      .sort(([one], [other]) => (one < other ? -1 : 1));
    return createHash('sha256')
      .update(JSON.stringify([rest, captured]))
      .digest('hex');
  }

  /** The resource of a path, `/v1/chat`, made with its parents when it is not there yet. */
  #resourceAt(path: string): string {
    const [, ...segments] = path.split('/');
    let parentId = this.#rest.rootResourceId;
    let place = 'path';
    for (const segment of segments) {
      place = `${place}-${idPart(segment)}`;
      const there = this.node.tryFindChild(place);
      const resource =
        there instanceof ApiGatewayResource
          ? there
          : new ApiGatewayResource(this, place, { restApiId: this.#rest.id, parentId, pathPart: segment });
      parentId = resource.id;
    }
    return parentId;
  }
}

/** How an answer gets from the function to the caller. */
const transferOf = ({ transfer }: Route, { invokeArn, streamingInvokeArn }: ApiTarget) =>
  transfer === 'stream' ? { uri: streamingInvokeArn, responseTransferMode: 'STREAM' } : { uri: invokeArn };

/** Parts of the path that stand for any one part, which the gateway must be told of by name. */
function parametersOf({ path }: Route) {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `method.request.path.${name}`);
  return names.length === 0 ? {} : { requestParameters: Object.fromEntries(names.map((name) => [name, true])) };
}

/** What the provider is told of one resource. */
function argumentsOf(stack: TerraformStack, resource: TerraformResource): Record<string, unknown> {
  const { resource: byType } = resolved(stack, resource.toTerraform()) as {
    resource: Record<string, Record<string, Record<string, unknown>>>;
  };
  const { '//': _metadata, ...told } = byType[resource.terraformResourceType]?.[resource.friendlyUniqueId] ?? {};
  return told;
}

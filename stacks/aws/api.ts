import { ApiGatewayDeployment } from '@cdktf/provider-aws/lib/api-gateway-deployment';
import { ApiGatewayRestApi } from '@cdktf/provider-aws/lib/api-gateway-rest-api';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { Lazy } from 'cdktf';
import { Construct } from 'constructs';
import { GATEWAY_MAX_TIMEOUT_MS } from '../../handlers/contract/deadlines';
import type { RouteHandlerName } from '../../handlers/contract/routes';
import type { ServiceConfig } from '../config/schema';
import { nameOf } from '../names';
import type { ApiPart } from '../parts';
import { addressOf } from './address';
import { ApiDefinition } from './api-definition';
import { ApiDomain } from './api-domain';
import { pathPattern, routeId, routesTo } from './api-route-id';
import { ApiStage } from './api-stage';
import { ApiUsagePlans } from './api-usage-plans';

/** The alias of a function, as the gateway calls it. */
export interface ApiTarget {
  readonly functionName: string;
  readonly aliasName: string;
  readonly invokeArn: string;
  /** What the gateway calls for an answer that leaves as it is made. */
  readonly streamingInvokeArn: string;
}

export interface ApiProps {
  readonly config: ServiceConfig;
  /** Who answers, by handler. A handler that is not there has no routes. */
  readonly handlers: Readonly<Partial<Record<RouteHandlerName, ApiTarget>>>;
  readonly logsKeyArn: string;
}

/** The REST API: its routes, how callers prove who they are, its one stage and its name. */
export class Api extends Construct {
  readonly part: ApiPart;
  readonly stageArn: string;
  readonly url: string;

  constructor(scope: Construct, id: string, { config, handlers, logsKeyArn }: ApiProps) {
    super(scope, id);

    const name = nameOf(config, 'api', 1_024);
    const { customDomain } = config.api;
    const rest = new ApiGatewayRestApi(this, 'rest', {
      name,
      description: `${config.service} in ${config.env}`,
      endpointConfiguration: { types: ['REGIONAL'] },
      apiKeySource: 'HEADER',
      // no minimumCompressionSize: answers are a few KB that a model takes seconds for, and unpacking bodies invites bombs
      // with a name of its own, callers must not come past its certificate and TLS policy
      disableExecuteApiEndpoint: customDomain !== undefined,
      ...(config.protectFromDestroy ? { lifecycle: { preventDestroy: true } } : {}),
    });
    const definition = new ApiDefinition(this, 'definition', { config, rest, handlers });
    const deployment = new ApiGatewayDeployment(this, 'deployment', {
      restApiId: rest.id,
      triggers: { definition: Lazy.stringValue({ produce: () => definition.digest() }) },
      // the stage points at it, so the new one must be there first
      lifecycle: { createBeforeDestroy: true },
      dependsOn: definition.resources(),
    });
    const stage = new ApiStage(this, 'stage', {
      config,
      name,
      rest,
      deploymentId: deployment.id,
      routes: routesTo(handlers).map(({ route }) => route),
      logsKeyArn,
    });
    if (config.api.auth.kind === 'api-keys') {
      new ApiUsagePlans(this, 'usage-plans', {
        config,
        consumers: config.api.auth.consumers,
        restApiId: rest.id,
        stageName: stage.name,
      });
    }
    for (const { route, target } of routesTo(handlers)) {
      const { functionName, aliasName } = target;
      new LambdaPermission(this, routeId('permission', route), {
        action: 'lambda:InvokeFunction',
        functionName,
        qualifier: aliasName,
        principal: 'apigateway.amazonaws.com',
        sourceArn: `${rest.executionArn}/${ApiStage.NAME}/${route.method}${pathPattern(route)}`,
      });
    }
    const domain =
      customDomain &&
      new ApiDomain(this, 'domain', { config, customDomain, restApiId: rest.id, stageName: stage.name });

    this.stageArn = stage.arn;
    this.url = domain ? domain.url : stage.invokeUrl;
    this.part = {
      kind: 'api',
      id: 'api',
      name,
      addresses: [addressOf(rest)],
      scope: [`apiname:${name}`],
      stage: ApiStage.NAME,
      integrationTimeoutMs: GATEWAY_MAX_TIMEOUT_MS,
      throttle: config.api.throttle,
    };
  }
}

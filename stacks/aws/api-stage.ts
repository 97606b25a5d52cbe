import { ApiGatewayMethodSettings } from '@cdktf/provider-aws/lib/api-gateway-method-settings';
import type { ApiGatewayRestApi } from '@cdktf/provider-aws/lib/api-gateway-rest-api';
import { ApiGatewayStage } from '@cdktf/provider-aws/lib/api-gateway-stage';
import { Construct } from 'constructs';
import type { Route } from '../../handlers/contract/routes';
import type { ServiceConfig } from '../config/schema';
import { ACCESS_LOG_FORMAT } from './api-access-log';
import { routeId } from './api-route-id';
import { LogGroup } from './log-group';

export interface ApiStageProps {
  readonly config: ServiceConfig;
  /** Name of the API. */
  readonly name: string;
  readonly rest: ApiGatewayRestApi;
  readonly deploymentId: string;
  /** Those that the API has. */
  readonly routes: readonly Route[];
  readonly logsKeyArn: string;
}

/** The open route is for probes, a few a minute from each place: this leaves room and caps what strangers can cost. */
const OPEN_ROUTE_THROTTLE = { ratePerSecond: 10, burst: 20 };

/** The one stage of the API: access and execution logs, metrics, throttling. */
export class ApiStage extends Construct {
  /** Its physical name. */
  static readonly NAME = 'live';
  /** The same by reference: who names the stage must come after it. */
  readonly name: string;
  readonly arn: string;
  readonly invokeUrl: string;

  constructor(scope: Construct, id: string, { config, name, rest, deploymentId, routes, logsKeyArn }: ApiStageProps) {
    super(scope, id);

    // Datadog knows the source of a log by this prefix
    const logs = new LogGroup(this, 'access-logs', {
      name: `api-gateway/${name}`,
      retentionDays: config.logs.retentionDays,
      kmsKeyArn: logsKeyArn,
    });
    // the gateway makes this one by itself when it is not there, and then its lines, with what the validator says of refused
    // bodies, never expire: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
    const executionLogs = new LogGroup(this, 'execution-logs', {
      name: `API-Gateway-Execution-Logs_${rest.id}/${ApiStage.NAME}`,
      retentionDays: config.logs.retentionDays,
      kmsKeyArn: logsKeyArn,
    });
    const stage = new ApiGatewayStage(this, 'Default', {
      restApiId: rest.id,
      deploymentId,
      stageName: ApiStage.NAME,
      accessLogSettings: { destinationArn: logs.arn, format: JSON.stringify(ACCESS_LOG_FORMAT) },
      // Datadog traces from the function on; X-Ray would be a second bill for the same picture
      xrayTracingEnabled: false,
      dependsOn: [executionLogs.made],
    });
    const settings = (
      settingsId: string,
      methodPath: string,
      { ratePerSecond, burst }: ServiceConfig['api']['throttle'],
    ) =>
      new ApiGatewayMethodSettings(this, settingsId, {
        restApiId: rest.id,
        stageName: stage.stageName,
        methodPath,
        settings: {
          metricsEnabled: true,
          loggingLevel: 'ERROR',
          // would write prompts and answers into the log
          dataTraceEnabled: false,
          throttlingRateLimit: ratePerSecond,
          throttlingBurstLimit: burst,
        },
      });
    settings('all-methods', '*/*', config.api.throttle);
    for (const route of routes) {
      settings(
        routeId('method', route),
        methodPath(route.path, route.method),
        route.auth === 'none' ? OPEN_ROUTE_THROTTLE : config.api.throttle,
      );
    }
    this.name = stage.stageName;
    this.arn = stage.arn;
    this.invokeUrl = stage.invokeUrl;
  }
}

/** AWS wants the slashes of the path escaped, and the provider passes it on as it is: https://github.com/hashicorp/terraform-provider-aws/issues/9738 */
const methodPath = (path: string, method: string): string => `${path.replaceAll('/', '~1')}/${method}`;

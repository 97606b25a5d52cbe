import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { SecretsmanagerSecretRotation } from '@cdktf/provider-aws/lib/secretsmanager-secret-rotation';
import { Construct } from 'constructs';
import type { RotationEnv } from '../../handlers/contract/env';
import { REPORT_EVENT, REPORT_EVERY_HOURS, ROTATION_TIMEOUT_SECONDS } from '../../handlers/contract/rotation';
import type { Bundle } from '../bundles';
import { DATADOG_SITES } from '../config/datadog-sites';
import type { ServiceConfig } from '../config/schema';
import { nameOf, stackOf } from '../names';
import type { FunctionPart, Grant } from '../parts';
import type { DatadogApiKey } from './datadog-api-key';
import type { DatadogApplicationKey } from './datadog-application-key';
import { rotationGrants } from './datadog-key-access';
import { type FunctionPlatform, type FunctionSize, HandlerFunction } from './handler-function';

export interface DatadogKeyRotationProps {
  readonly platform: FunctionPlatform;
  readonly bundle: Bundle;
  readonly apiKey: DatadogApiKey;
  readonly applicationKey: DatadogApplicationKey;
  /** Days between two rotations. */
  readonly everyDays: number;
}

/** One at a time: two rotations side by side could revoke each other's keys. */
export const ROTATION_SIZE: FunctionSize = {
  memoryMb: 512,
  timeoutSeconds: ROTATION_TIMEOUT_SECONDS,
  reservedConcurrency: 1,
  provisionedConcurrency: 0,
};

/** The function that rotates the Datadog API key, what calls it when, and what lets only that call it. */
export class DatadogKeyRotation extends Construct {
  readonly part: FunctionPart;
  readonly grants: readonly Grant[];

  constructor(
    scope: Construct,
    id: string,
    { platform, bundle, apiKey, applicationKey, everyDays }: DatadogKeyRotationProps,
  ) {
    super(scope, id);

    const { config } = platform;
    const arns = { apiKeyArn: apiKey.arn, applicationKeyArn: applicationKey.arn };
    const fn = new HandlerFunction(this, 'rotate', {
      platform,
      handler: 'rotate-datadog-key',
      description: 'Rotates the Datadog API key, and says how old keys are',
      bundle,
      size: ROTATION_SIZE,
      environment: rotationEnvironment(config, apiKey.arn, applicationKey.arn),
      grants: rotationGrants(config, platform.dataKeyArn, arns),
    });
    const permission = new LambdaPermission(this, 'by-secrets-manager', {
      action: 'lambda:InvokeFunction',
      functionName: fn.target.functionName,
      principal: 'secretsmanager.amazonaws.com',
      sourceAccount: config.aws.accountId,
      sourceArn: apiKey.arn,
    });
    new SecretsmanagerSecretRotation(this, 'rotation', {
      secretId: apiKey.arn,
      // without its alias, of which Secrets Manager says nothing
      rotationLambdaArn: fn.functionArn,
      // the application key may not be there yet
      rotateImmediately: false,
      rotationRules: { automaticallyAfterDays: everyDays },
      dependsOn: [permission, ...apiKey.filled],
    });

    const rule = new CloudwatchEventRule(this, 'report', {
      name: nameOf(config, 'report-key-ages'),
      description: 'Has the ages of the Datadog keys reported',
      scheduleExpression: `rate(${REPORT_EVERY_HOURS} hours)`,
    });
    new CloudwatchEventTarget(this, 'report-target', {
      rule: rule.name,
      arn: fn.aliasArn,
      input: JSON.stringify(REPORT_EVENT),
    });
    new LambdaPermission(this, 'by-schedule', {
      action: 'lambda:InvokeFunction',
      functionName: fn.target.functionName,
      qualifier: fn.target.aliasName,
      principal: 'events.amazonaws.com',
      sourceAccount: config.aws.accountId,
      sourceArn: rule.arn,
    });

    this.part = fn.part;
    this.grants = fn.grants;
  }
}

const rotationEnvironment = (config: ServiceConfig, apiKeyArn: string, applicationKeyArn: string): RotationEnv => ({
  ENV: config.env,
  SERVICE: config.service,
  LOG_LEVEL: config.chat.logLevel,
  DATADOG_API_URL: DATADOG_SITES[config.datadog.site].apiUrl,
  API_KEY_SECRET_ARN: apiKeyArn,
  APPLICATION_KEY_SECRET_ARN: applicationKeyArn,
  // the same service may run in another account or region with the same Datadog organisation
  KEY_NAME_PREFIX: `${stackOf(config)}/${config.aws.accountId}/${config.aws.region}/`,
});

import { LambdaAlias } from '@cdktf/provider-aws/lib/lambda-alias';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config';
import { LambdaProvisionedConcurrencyConfig } from '@cdktf/provider-aws/lib/lambda-provisioned-concurrency-config';
import { AssetType, type ITerraformDependable, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import type { HandlerName } from '../../handlers/contract/routes';
import type { Bundle } from '../bundles';
import { layerArns } from '../config/datadog-layers';
import type { ServiceConfig } from '../config/schema';
import { nameOf } from '../names';
import type { FunctionPart, Grant } from '../parts';
import { addressOf } from './address';
import type { ApiTarget } from './api';
import { datadogEnvironment } from './datadog-environment';
import type { DeadLetters } from './dead-letters';
import { functionGrants } from './function-grants';
import { LogGroup } from './log-group';
import { type RoleGrant, ServiceRole } from './service-role';

/** What all functions of an environment share. */
export interface FunctionPlatform {
  readonly config: ServiceConfig;
  /** Encrypts environment variables and the Datadog key. */
  readonly dataKeyArn: string;
  readonly logsKeyArn: string;
  readonly datadogApiKeySecretArn: string;
  /** Absent: Lambda's own network. */
  readonly vpc?: { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] };
}

export interface FunctionSize {
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly reservedConcurrency: number;
  /** 0: none. */
  readonly provisionedConcurrency: number;
}

export interface HandlerFunctionProps {
  readonly platform: FunctionPlatform;
  /** Folder under handlers/, and last part of the physical name. */
  readonly handler: HandlerName;
  readonly description: string;
  readonly bundle: Bundle;
  readonly size: FunctionSize;
  /** The handler's own settings; Datadog's are added. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the code does beyond logging and telemetry. */
  readonly grants: readonly RoleGrant[];
  /** For what invokes it without waiting: a rule, a schedule, a topic. Absent: whoever calls it waits, or a queue keeps it. */
  readonly asynchronous?: Asynchronous;
}

/** What becomes of an event on which the function fails. */
export interface Asynchronous {
  readonly deadLetters: DeadLetters;
  /** Times that Lambda tries again, after one minute and after two more: 0 to 2. */
  readonly retries: number;
  /** An event that is older is not tried again: 60 to 21,600. */
  readonly maxAgeSeconds: number;
}

const ALIAS = 'live';

/** One Lambda function behind its alias `live`: own role, own log group, Datadog's layers. */
export class HandlerFunction extends Construct {
  readonly part: FunctionPart;
  readonly grants: readonly Grant[];
  /** What API Gateway calls. */
  readonly target: ApiTarget;
  /** What everything else calls. */
  readonly aliasArn: string;
  /** For a service that knows of no aliases. */
  readonly functionArn: string;
  /** To depend on: the function may do nothing before. */
  readonly policy: ITerraformDependable;

  constructor(
    scope: Construct,
    id: string,
    { platform, handler, description, bundle, size, environment, grants, asynchronous }: HandlerFunctionProps,
  ) {
    super(scope, id);

    const { config } = platform;
    const name = nameOf(config, handler);
    const logGroup = `/aws/lambda/${name}`;
    const logs = new LogGroup(this, 'logs', {
      name: logGroup,
      retentionDays: config.logs.retentionDays,
      kmsKeyArn: platform.logsKeyArn,
    });
    const role = new ServiceRole(this, 'role', {
      name,
      description: `What the function ${name} may do`,
      principal: { Service: 'lambda.amazonaws.com' },
      grants: [
        ...functionGrants({ platform, name, logGroupArn: logs.arn }),
        ...grants,
        ...(asynchronous?.deadLetters.sendGrants({
          sid: 'KeepDeadLetters',
          why: 'Lambda puts events on which the function fails with its dead letters, as the function',
        }) ?? []),
      ],
    });
    // a FILE asset, because cdktf's own archive writes the current time into the zip
    const code = new TerraformAsset(this, 'code', { path: bundle.path, type: AssetType.FILE });
    const fn = new LambdaFunction(this, 'function', {
      functionName: name,
      description,
      role: role.arn,
      architectures: ['arm64'],
      runtime: 'nodejs24.x',
      // Datadog's wrapper, which loads ours from DD_LAMBDA_HANDLER
      handler: '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler',
      layers: layerArns(config.aws.region, config.datadog.nodeLayerVersion, config.datadog.extensionVersion),
      filename: code.path,
      sourceCodeHash: bundle.sha256Base64,
      memorySize: size.memoryMb,
      timeout: size.timeoutSeconds,
      reservedConcurrentExecutions: size.reservedConcurrency,
      environment: { variables: { ...environment, ...datadogEnvironment(platform, 'index.handler') } },
      kmsKeyArn: platform.dataKeyArn,
      loggingConfig: {
        logFormat: 'JSON',
        applicationLogLevel: config.chat.logLevel,
        systemLogLevel: 'INFO',
        logGroup: logs.name,
      },
      // Datadog traces; X-Ray's own sampling would only double the cost
      tracingConfig: { mode: 'PassThrough' },
      publish: true,
      ...(asynchronous === undefined ? {} : { deadLetterConfig: { targetArn: asynchronous.deadLetters.arn } }),
      ...(platform.vpc === undefined
        ? {}
        : {
            vpcConfig: { subnetIds: [...platform.vpc.subnetIds], securityGroupIds: [...platform.vpc.securityGroupIds] },
          }),
      // a first invocation before the policy is there would fail and be retried with a cold start
      dependsOn: [role.policy],
    });
    const alias = new LambdaAlias(this, 'alias', {
      name: ALIAS,
      description: 'What callers call',
      functionName: fn.functionName,
      functionVersion: fn.version,
    });
    if (asynchronous !== undefined) {
      new LambdaFunctionEventInvokeConfig(this, 'retries', {
        functionName: fn.functionName,
        qualifier: alias.name,
        maximumRetryAttempts: asynchronous.retries,
        maximumEventAgeInSeconds: asynchronous.maxAgeSeconds,
      });
    }
    if (size.provisionedConcurrency > 0) {
      new LambdaProvisionedConcurrencyConfig(this, 'warm', {
        functionName: fn.functionName,
        qualifier: alias.name,
        provisionedConcurrentExecutions: size.provisionedConcurrency,
      });
    }

    this.grants = role.grants;
    this.aliasArn = alias.arn;
    this.functionArn = fn.arn;
    this.policy = role.policy;
    // by reference: who names the alias must come after it
    this.target = {
      functionName: fn.functionName,
      aliasName: alias.name,
      invokeArn: alias.invokeArn,
      streamingInvokeArn: streamingInvokeArn(config.aws.region, alias.arn),
    };
    this.part = {
      kind: 'function',
      id: handler,
      name,
      addresses: [addressOf(fn)],
      scope: [`functionname:${name}`],
      handler,
      alias: ALIAS,
      memoryMb: size.memoryMb,
      timeoutSeconds: size.timeoutSeconds,
      reservedConcurrency: size.reservedConcurrency,
      logGroup,
    };
  }
}

/**
 * The provider knows this address from 6.28 on, and for functions only, not for aliases.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-streaming-lambda-configure.html
 */
const streamingInvokeArn = (region: string, aliasArn: string): string =>
  `arn:aws:apigateway:${region}:lambda:path/2021-11-15/functions/${aliasArn}/response-streaming-invocations`;

import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import { Construct } from 'constructs';
import type { BudgetGuardEnv } from '../../handlers/contract/env';
import type { GuardModes } from '../../handlers/contract/guard';
import type { Bundle } from '../bundles';
import type { ServiceConfig } from '../config/schema';
import { jsonText } from '../json-text';
import type { DeadLettersPart, FunctionPart, Grant } from '../parts';
import { alertsTopicArn } from './alerts-topic';
import type { Budget } from './budget';
import { DeadLetters } from './dead-letters';
import { type FunctionPlatform, type FunctionSize, HandlerFunction } from './handler-function';
import type { ModeParameter } from './mode-parameter';

export interface BudgetGuardProps {
  readonly platform: FunctionPlatform;
  readonly bundle: Bundle;
  readonly modes: GuardModes;
  readonly mode: ModeParameter;
  readonly budget: Budget;
}

/** One at a time: it reads the parameter, decides and writes, and SSM has no conditional write. */
export const BUDGET_GUARD_SIZE: FunctionSize = {
  memoryMb: 256,
  timeoutSeconds: 30,
  reservedConcurrency: 1,
  provisionedConcurrency: 0,
};
const RETRIES = 2;
/** Six hours, Lambda's most: a late word is better than none, and an old one is known to be old. */
const MAX_AGE_SECONDS = 21_600;

/** The function that changes the mode when money runs out, on the topic where its alerts arrive. */
export class BudgetGuard extends Construct {
  readonly parts: readonly [FunctionPart, DeadLettersPart];
  readonly grants: readonly Grant[];

  constructor(scope: Construct, id: string, { platform, bundle, modes, mode, budget }: BudgetGuardProps) {
    super(scope, id);

    const { config } = platform;
    const deadLetters = new DeadLetters(this, 'dead', {
      config,
      of: { kind: 'function', part: 'budget-guard' },
      kmsKeyArn: platform.dataKeyArn,
      senders: [{ service: 'sns.amazonaws.com', sourceArn: alertsTopicArn(config) }],
    });
    const fn = new HandlerFunction(this, 'guard', {
      platform,
      handler: 'budget-guard',
      description: 'Changes the mode of the service when money runs out, and takes it back',
      bundle,
      size: BUDGET_GUARD_SIZE,
      environment: { ...guardEnvironment(config, modes, mode.name, budget.name) },
      grants: mode.changeGrants,
      asynchronous: { deadLetters, retries: RETRIES, maxAgeSeconds: MAX_AGE_SECONDS },
    });
    const permission = new LambdaPermission(this, 'by-topic', {
      action: 'lambda:InvokeFunction',
      functionName: fn.target.functionName,
      qualifier: fn.target.aliasName,
      principal: 'sns.amazonaws.com',
      sourceAccount: config.aws.accountId,
      sourceArn: budget.topicArn,
    });
    new SnsTopicSubscription(this, 'subscription', {
      topicArn: budget.topicArn,
      protocol: 'lambda',
      endpoint: fn.aliasArn,
      // what SNS itself cannot deliver
      redrivePolicy: jsonText(this, { deadLetterTargetArn: deadLetters.arn }),
      dependsOn: [permission],
    });

    this.parts = [fn.part, deadLetters.part];
    this.grants = fn.grants;
  }
}

const guardEnvironment = (
  config: ServiceConfig,
  modes: GuardModes,
  parameter: string,
  budgetName: string,
): BudgetGuardEnv => ({
  ENV: config.env,
  SERVICE: config.service,
  LOG_LEVEL: config.chat.logLevel,
  MODE_PARAMETER: parameter,
  GUARD_MODES: JSON.stringify(modes),
  BUDGET_NAME: budgetName,
  BUDGET_ACCOUNT: config.aws.accountId,
});

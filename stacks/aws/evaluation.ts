import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { Construct } from 'constructs';
import type { EvaluateEnv } from '../../handlers/contract/env';
import type { Bundle } from '../bundles';
import type { ServiceConfig } from '../config/schema';
import { nameOf } from '../names';
import type { Grant, Part } from '../parts';
import { DeadLetters } from './dead-letters';
import type { ChatModels } from './functions';
import { type FunctionPlatform, type FunctionSize, HandlerFunction } from './handler-function';
import type { ModeParameter } from './mode-parameter';
import type { Samples } from './samples';
import type { RoleGrant } from './service-role';

export interface EvaluationProps {
  readonly platform: FunctionPlatform;
  readonly bundle: Bundle;
  readonly evaluation: NonNullable<ServiceConfig['evaluation']>;
  readonly samples: Samples;
  readonly models: ChatModels;
  readonly mode: ModeParameter;
  /** What a caller of the judge may do. */
  readonly judgeGrants: readonly RoleGrant[];
}

/** One at a time: two would judge the same samples. Five minutes are enough for some sixty slow judgements. */
const SIZE: FunctionSize = { memoryMb: 256, timeoutSeconds: 300, reservedConcurrency: 1, provisionedConcurrency: 0 };
/** What a run leaves, the next one does, so a run that failed is not repeated. */
const RETRIES = 0;
/** Longest that Lambda keeps an event, in seconds. */
const MOST_EVENT_AGE = 21_600;
const NAME = 'evaluate';

/** The function that judges kept answers, and the schedule that invokes it. */
export class Evaluation extends Construct {
  readonly parts: readonly Part[];
  readonly grants: readonly Grant[];

  constructor(
    scope: Construct,
    id: string,
    { platform, bundle, evaluation, samples, models, mode, judgeGrants }: EvaluationProps,
  ) {
    super(scope, id);

    const { config, dataKeyArn } = platform;
    const { accountId, region } = config.aws;
    const eventAge = Math.min(evaluation.everyMinutes * 60, MOST_EVENT_AGE);
    const ruleName = nameOf(config, NAME);
    const deadLetters = new DeadLetters(this, 'dead-letters', {
      config,
      of: { kind: 'function', part: NAME },
      kmsKeyArn: dataKeyArn,
      senders: [
        { service: 'events.amazonaws.com', sourceArn: `arn:aws:events:${region}:${accountId}:rule/${ruleName}` },
      ],
    });
    const environment: EvaluateEnv = {
      ENV: config.env,
      SERVICE: config.service,
      LOG_LEVEL: config.chat.logLevel,
      MODELS: models.targetsJson,
      JUDGE_MODEL: evaluation.judge,
      GUARDRAIL_ID: models.guardrailId,
      GUARDRAIL_VERSION: models.guardrailVersion,
      CONTENT_ON_SPANS: String(config.data.contentOnSpans),
      SAMPLES_BUCKET: samples.bucket.name,
      MAX_SAMPLES: String(evaluation.samplesPerRun),
      MODE_PARAMETER: mode.name,
    };
    const evaluate = new HandlerFunction(this, NAME, {
      platform,
      handler: NAME,
      description: 'Judges the quality of kept answers',
      bundle,
      size: SIZE,
      environment,
      grants: [...judgeGrants, ...samples.evaluateGrants, ...mode.readGrants],
      asynchronous: { deadLetters, retries: RETRIES, maxAgeSeconds: eventAge },
    });
    const rule = new CloudwatchEventRule(this, 'schedule', {
      name: ruleName,
      description: 'When kept answers are judged',
      scheduleExpression: `rate(${evaluation.everyMinutes} minutes)`,
    });
    new CloudwatchEventTarget(this, 'target', {
      rule: rule.name,
      targetId: NAME,
      arn: evaluate.aliasArn,
      retryPolicy: { maximumEventAgeInSeconds: eventAge, maximumRetryAttempts: RETRIES },
      deadLetterConfig: { arn: deadLetters.arn },
    });
    new LambdaPermission(this, 'permission', {
      action: 'lambda:InvokeFunction',
      functionName: evaluate.target.functionName,
      qualifier: evaluate.target.aliasName,
      principal: 'events.amazonaws.com',
      sourceArn: rule.arn,
    });

    this.parts = [{ ...evaluate.part, everyMinutes: evaluation.everyMinutes }, deadLetters.part];
    this.grants = evaluate.grants;
  }
}

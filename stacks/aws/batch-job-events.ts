import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { Construct } from 'constructs';
import { BATCH_JOB_EVENT, BATCH_SWEEP_EVENT } from '../../handlers/contract/batch';
import type { ServiceConfig } from '../config/schema';
import { nameOf } from '../names';
import type { ApiTarget } from './api';

export interface BatchJobEventsProps {
  readonly config: ServiceConfig;
  /** First part of the names of our jobs. */
  readonly jobPrefix: string;
  readonly function: Pick<ApiTarget, 'functionName' | 'aliasName'>;
  readonly aliasArn: string;
  /** Where an event goes that the function could not be given. */
  readonly deadLettersArn: string;
}

/** How often jobs are looked for that have ended without an event. */
const SWEEP = 'rate(1 hour)';
/** The sweep finds what no event told of, so an event need not be tried for a whole day. */
const EVENT_AGE_SECONDS = 3_600;
const EVENT_ATTEMPTS = 10;

const RULES = { jobs: 'batch-jobs', sweep: 'batch-sweep' } as const;

const ruleArn = (config: ServiceConfig, rule: string): string =>
  `arn:aws:events:${config.aws.region}:${config.aws.accountId}:rule/${nameOf(config, rule)}`;
export const jobRuleArn = (config: ServiceConfig): string => ruleArn(config, RULES.jobs);
export const sweepRuleArn = (config: ServiceConfig): string => ruleArn(config, RULES.sweep);

/** Tells the function of each job of ours that has ended; and once an hour to look by itself, for Bedrock's events are best effort. */
export class BatchJobEvents extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { config, jobPrefix, function: { functionName, aliasName }, aliasArn, deadLettersArn }: BatchJobEventsProps,
  ) {
    super(scope, id);

    const { source, detailType, ends } = BATCH_JOB_EVENT;
    const jobs = new CloudwatchEventRule(this, 'jobs', {
      name: nameOf(config, RULES.jobs),
      description: 'Batch inference jobs of this environment that have ended',
      eventPattern: JSON.stringify({
        source: [source],
        'detail-type': [detailType],
        account: [config.aws.accountId],
        detail: { status: ends, batchJobName: [{ prefix: jobPrefix }] },
      }),
    });
    const sweep = new CloudwatchEventRule(this, 'sweep', {
      name: nameOf(config, RULES.sweep),
      description: 'Jobs that have ended without an event',
      scheduleExpression: SWEEP,
    });
    for (const [what, rule, input] of [
      ['jobs', jobs, {}],
      ['sweep', sweep, { input: JSON.stringify(BATCH_SWEEP_EVENT) }],
    ] as const) {
      new CloudwatchEventTarget(this, `${what}-target`, {
        rule: rule.name,
        targetId: 'batch-completed',
        arn: aliasArn,
        ...input,
        retryPolicy: { maximumEventAgeInSeconds: EVENT_AGE_SECONDS, maximumRetryAttempts: EVENT_ATTEMPTS },
        deadLetterConfig: { arn: deadLettersArn },
      });
      new LambdaPermission(this, `${what}-permission`, {
        action: 'lambda:InvokeFunction',
        functionName,
        qualifier: aliasName,
        principal: 'events.amazonaws.com',
        sourceArn: rule.arn,
      });
    }
  }
}

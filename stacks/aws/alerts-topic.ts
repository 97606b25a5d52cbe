import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { ServiceConfig } from '../config/schema';
import { jsonText } from '../json-text';
import { nameOf } from '../names';
import type { TopicPart } from '../parts';
import { addressOf } from './address';

export interface AlertsTopicProps {
  readonly config: ServiceConfig;
  readonly kmsKeyArn: string;
}

/** Where AWS Budgets publishes. Only it may, and only for this account. */
export class AlertsTopic extends Construct {
  readonly arn: string;
  readonly part: TopicPart;
  /** To depend on: Budgets is refused before. */
  readonly policy: ITerraformDependable;

  constructor(scope: Construct, id: string, { config, kmsKeyArn }: AlertsTopicProps) {
    super(scope, id);

    const name = nameOf(config, 'alerts', 256);
    const topic = new SnsTopic(this, 'Default', { name, kmsMasterKeyId: kmsKeyArn });
    this.policy = new SnsTopicPolicy(this, 'policy', {
      arn: topic.arn,
      policy: jsonText(this, {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'BudgetsPublishes',
            Effect: 'Allow',
            Principal: { Service: 'budgets.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: topic.arn,
            Condition: {
              StringEquals: { 'aws:SourceAccount': config.aws.accountId },
              ArnLike: { 'aws:SourceArn': `arn:aws:budgets::${config.aws.accountId}:*` },
            },
          },
        ],
      }),
    });
    this.arn = topic.arn;
    this.part = {
      kind: 'topic',
      id: 'alerts',
      name,
      addresses: [addressOf(topic)],
      // what it carries is watched by the cost of the service: a topic that fails says nothing by itself
      scope: [`service:${config.service}`],
    };
  }
}

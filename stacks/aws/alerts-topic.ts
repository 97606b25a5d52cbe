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

/** Where AWS Budgets publishes, and Datadog where a guard listens. Nobody else may, and Budgets only for this account. */
export class AlertsTopic extends Construct {
  readonly arn: string;
  readonly part: TopicPart;
  /** To depend on: Budgets is refused before. */
  readonly policy: ITerraformDependable;

  constructor(scope: Construct, id: string, { config, kmsKeyArn }: AlertsTopicProps) {
    super(scope, id);

    const { guard } = config.budget;
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
          ...(guard === undefined ? [] : [datadogPublishes(config, guard.datadogRole, topic.arn)]),
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

export const alertsTopicArn = (config: Pick<ServiceConfig, 'service' | 'env' | 'aws'>): string =>
  `arn:aws:sns:${config.aws.region}:${config.aws.accountId}:${nameOf(config, 'alerts', 256)}`;

/** By a condition: SNS refuses a policy that names a role which does not exist yet. */
const datadogPublishes = ({ aws }: ServiceConfig, role: string, topicArn: string) => ({
  Sid: 'DatadogPublishes',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${aws.accountId}:root` },
  Action: 'sns:Publish',
  Resource: topicArn,
  Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${aws.accountId}:role/${role}` } },
});

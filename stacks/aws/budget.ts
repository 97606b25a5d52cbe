import { BudgetsBudget } from '@cdktf/provider-aws/lib/budgets-budget';
import { TerraformOutput } from 'cdktf';
import { Construct } from 'constructs';
import type { ServiceConfig } from '../config/schema';
import { nameOf, tagsOf } from '../names';
import type { BudgetPart, TopicPart } from '../parts';
import { addressOf } from './address';
import { AlertsTopic } from './alerts-topic';

export interface BudgetProps {
  readonly config: ServiceConfig;
  readonly monthlyUsd: number;
  /** Encrypts what the alerts topic holds. */
  readonly alertsKeyArn: string;
}

/** Percent of the month's budget at which AWS writes: half for the habit, 80 % to act in time, 100 % because it is over. */
const ALERTS = [
  { threshold: 50, notificationType: 'ACTUAL' },
  { threshold: 80, notificationType: 'ACTUAL' },
  { threshold: 100, notificationType: 'ACTUAL' },
  { threshold: 100, notificationType: 'FORECASTED' },
];

/** AWS's own budget for everything that carries this environment's cost tag. It looks about once a day, so it is never the only brake. */
export class Budget extends Construct {
  readonly parts: readonly [BudgetPart, TopicPart];
  readonly name: string;
  /** Where its alerts go. */
  readonly topicArn: string;

  constructor(scope: Construct, id: string, { config, monthlyUsd, alertsKeyArn }: BudgetProps) {
    super(scope, id);

    const name = nameOf(config, 'monthly', 100);
    const alerts = new AlertsTopic(this, 'alerts', { config, kmsKeyArn: alertsKeyArn });
    const budget = new BudgetsBudget(this, 'Default', {
      name,
      budgetType: 'COST',
      limitAmount: String(monthlyUsd),
      limitUnit: 'USD',
      timeUnit: 'MONTHLY',
      // the tag must be activated as a cost-allocation tag in the payer account
      costFilter: [{ name: 'TagKeyValue', values: [`user:stack$${tagsOf(config).stack}`] }],
      dependsOn: [alerts.policy],
      notification: ALERTS.map((alert) => ({
        ...alert,
        comparisonOperator: 'GREATER_THAN',
        thresholdType: 'PERCENTAGE',
        subscriberEmailAddresses: [...config.budget.mailTo],
        subscriberSnsTopicArns: [alerts.arn],
      })),
    });
    const part: BudgetPart = {
      kind: 'budget',
      id: 'budget',
      name,
      addresses: [addressOf(budget)],
      scope: [`service:${config.service}`],
      monthlyUsd,
    };
    new TerraformOutput(this, 'alerts-topic-arn', {
      value: alerts.arn,
      description: 'Subscribe a chat tool to budget alerts here',
    }).overrideLogicalId('alerts_topic_arn');

    this.name = name;
    this.topicArn = alerts.arn;
    this.parts = [part, alerts.part];
  }
}

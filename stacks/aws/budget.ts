import { BudgetsBudget } from '@cdktf/provider-aws/lib/budgets-budget';
import { Construct } from 'constructs';
import type { ServiceConfig } from '../config/schema';
import { nameOf, tagsOf } from '../names';
import type { BudgetPart } from '../parts';
import { addressOf } from './address';

export interface BudgetProps {
  readonly config: ServiceConfig;
  readonly monthlyUsd: number;
  readonly alertsTopicArn: string;
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
  readonly part: BudgetPart;

  constructor(scope: Construct, id: string, { config, monthlyUsd, alertsTopicArn }: BudgetProps) {
    super(scope, id);

    const name = nameOf(config, 'monthly', 100);
    const budget = new BudgetsBudget(this, 'Default', {
      name,
      budgetType: 'COST',
      limitAmount: String(monthlyUsd),
      limitUnit: 'USD',
      timeUnit: 'MONTHLY',
      // the tag must be activated as a cost-allocation tag in the payer account
      costFilter: [{ name: 'TagKeyValue', values: [`user:stack$${tagsOf(config).stack}`] }],
      notification: ALERTS.map((alert) => ({
        ...alert,
        comparisonOperator: 'GREATER_THAN',
        thresholdType: 'PERCENTAGE',
        subscriberEmailAddresses: [...config.budget.mailTo],
        subscriberSnsTopicArns: [alertsTopicArn],
      })),
    });
    this.part = {
      kind: 'budget',
      id: 'budget',
      name,
      addresses: [addressOf(budget)],
      scope: [`service:${config.service}`],
      monthlyUsd,
    };
  }
}

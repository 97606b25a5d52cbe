import { GUARD_TOKEN, type GuardModes } from '../../../handlers/contract/guard';

export const LISTENING = {
  service: 'llm-gateway',
  env: 'prod',
  budgetName: 'llm-gateway-prod-monthly',
  accountId: '222222222222',
};

export const GUARD_MODES: GuardModes = {
  forecast: 'economy',
  spent: 'cache-only',
  'spend-hour': 'economy',
  'spend-day': 'economy',
};

/** As AWS Budgets writes to SNS: prose, then facts. */
export const budgetText = (type: string, threshold: string, more: { account?: string; name?: string } = {}): string => {
  const { account = LISTENING.accountId, name = LISTENING.budgetName } = more;
  return `AWS Budget Notification November 25, 2026
AWS Account ${account}

Dear AWS Customer,

You requested that we alert you when the ${type} Cost associated with your ${name} budget is greater than ${threshold} for the current month. You can find additional details below and by accessing the AWS Budgets dashboard [1].

Budget Name: ${name}
Budget Type: Cost
Budgeted Amount: $20,000.00
Alert Type: ${type}
Alert Threshold: > ${threshold}
${type} Amount: $21,345.67

[1] https://console.aws.amazon.com/billing/home#/budgets
`;
};

/** What of a monitor's message is meant for the guard, in the words around it. */
export const datadogText = (cause: string, word: string, { service = LISTENING.service, env = LISTENING.env } = {}) =>
  `[Triggered] llm-gateway in prod spends a day's share of its budget in an hour.\n@sns-llm-gateway-prod-alerts\nFor the budget guard: ${GUARD_TOKEN}:${service}:${env}:${cause}:${word};\nRunbook: https://example.com`;

/** As SNS hands it to Lambda. */
export const snsEvent = (...messages: readonly { readonly text: string; readonly at: number }[]) => ({
  Records: messages.map(({ text, at }) => ({
    EventSource: 'aws:sns',
    EventVersion: '1.0',
    EventSubscriptionArn: 'arn:aws:sns:us-east-1:222222222222:llm-gateway-prod-alerts:sub',
    Sns: {
      Type: 'Notification',
      MessageId: 'message-1',
      TopicArn: 'arn:aws:sns:us-east-1:222222222222:llm-gateway-prod-alerts',
      Subject: 'about money',
      Message: text,
      Timestamp: new Date(at).toISOString(),
    },
  })),
});

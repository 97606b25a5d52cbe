import type { AccountConfig } from '../account-schema';

/** Holds prod, alone. */
export const prod: AccountConfig = {
  account: 'prod',
  aws: { accountId: '222222222222', region: 'us-east-1' },
  backend: { kind: 'cloud', organization: 'example', project: 'accounts' },
  owner: { team: 'llm-platform', email: 'llm-platform@example.com', costCenter: 'llm-077' },
  logs: { retentionDays: 365 },
  datadog: {
    site: 'datadoghq.com',
    receivers: { page: ['@pagerduty-llm-gateway', '@slack-llm-alerts'], notify: ['@slack-llm-alerts'] },
    publishesAlerts: true,
    runbookUrl: 'https://github.com/example/oneplan/blob/main/docs/runbook',
  },
  protectFromDestroy: true,
  waivers: [],
};

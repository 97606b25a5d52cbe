import type { AccountConfig } from '../account-schema';

/** Holds dev and staging. */
export const nonprod: AccountConfig = {
  account: 'nonprod',
  aws: { accountId: '111111111111', region: 'us-east-1' },
  backend: { kind: 'cloud', organization: 'example', project: 'accounts' },
  owner: { team: 'llm-platform', email: 'llm-platform@example.com', costCenter: 'rnd-042' },
  logs: { retentionDays: 30 },
  datadog: {
    site: 'datadoghq.com',
    receivers: { page: ['@slack-llm-staging'], notify: ['@slack-llm-staging'] },
    publishesAlerts: true,
    runbookUrl: 'https://github.com/example/oneplan/blob/main/docs/runbook',
  },
  protectFromDestroy: false,
  waivers: [],
};

import type { ServiceConfig } from '../schema';

/** What customers call: private, redundant over three zones, protected from destroy; pages wake a person. */
export const prod: ServiceConfig = {
  env: 'prod',
  category: 'production',
  service: 'llm-gateway',
  release: '0.1.0',
  owner: { team: 'llm-platform', email: 'llm-platform@example.com', costCenter: 'llm-077' },
  aws: { accountId: '222222222222', region: 'us-east-1' },
  backend: { kind: 'cloud', organization: 'example', project: 'llm-gateway' },
  requirements: {
    availability: 0.995,
    latency: { milliseconds: 15_000, share: 0.95 },
    batchFreshness: { minutes: 30, share: 0.95 },
    quality: { passedShare: 0.9 },
    recoveryTimeMinutes: 120,
    recoveryPointMinutes: 60,
    expectedRequestsPerSecond: 10,
    monthlyBudgetUsd: 20_000,
    owner: 'llm-platform@example.com',
    reviewedOn: '2026-11-02',
  },
  api: {
    auth: {
      kind: 'cognito',
      userPoolArns: ['arn:aws:cognito-idp:us-east-1:222222222222:userpool/us-east-1_EXAMPLE02'],
      scopes: ['llm-gateway/chat'],
      tenantClaim: 'client_id',
    },
    throttle: { ratePerSecond: 50, burst: 100 },
    firewall: { requestsPerClientIn5Minutes: 2_000 },
  },
  chat: {
    memoryMb: 1_769,
    timeoutSeconds: 28,
    reservedConcurrency: 200,
    provisionedConcurrency: 5,
    maxOutputTokens: 4_096,
    defaultModel: 'smart',
    economy: { model: 'fast', maxOutputTokens: 1_024 },
    logLevel: 'INFO',
  },
  batch: {
    perDay: 200,
    worker: { memoryMb: 1_024, timeoutSeconds: 120, concurrency: 20, batchSize: 5 },
    attempts: 5,
    inference: { models: ['bulk'], fromRecords: 100 },
  },
  responseCache: { ttlSeconds: 86_400, byDefault: false },
  idempotency: { ttlSeconds: 86_400 },
  health: { deep: true },
  limits: { default: { dailyUsd: 150 }, tenants: {}, whenUnavailable: 'open' },
  models: {
    fast: { kind: 'system-profile', profile: 'us.anthropic.claude-haiku-5-5', promptCaching: true },
    smart: {
      kind: 'system-profile',
      profile: 'us.anthropic.claude-sonnet-5-5',
      fallbacks: ['fast'],
      // leaves the fallback a third of what requirements.latency allows
      timeoutSeconds: 10,
      promptCaching: true,
    },
    // of those that take batch inference jobs the cheapest
    bulk: {
      kind: 'system-profile',
      profile: 'us.anthropic.claude-haiku-4-5-20251001-v1:0',
      promptCaching: false,
    },
  },
  guardrail: { strength: 'HIGH', personalData: 'ANONYMIZE' },
  data: {
    contentOnSpans: false,
    keepDays: { answers: 1, replays: 1, batches: 14 },
    samples: { share: 0.001, keepDays: 14 },
  },
  evaluation: { judge: 'smart', everyMinutes: 60, samplesPerRun: 50 },
  network: {
    kind: 'vpc',
    cidr: '10.50.0.0/16',
    zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
    toDatadog: {
      privateLink: {
        logs: 'com.amazonaws.vpce.us-east-1.vpce-svc-0e36256cb6172439d',
        metrics: 'com.amazonaws.vpce.us-east-1.vpce-svc-09a8006e245d1e7b8',
        traces: 'com.amazonaws.vpce.us-east-1.vpce-svc-0355bb1880dfa09c2',
        api: 'com.amazonaws.vpce.us-east-1.vpce-svc-064ea718f8d0ead77',
      },
      // for LLM Observability, whose intake has no PrivateLink
      nat: 'per-zone',
    },
  },
  logs: { retentionDays: 365 },
  datadog: {
    site: 'datadoghq.com',
    nodeLayerVersion: 142,
    extensionVersion: 99,
    llmObservability: true,
    apiKey: { from: 'variable', version: 1, rotation: { everyDays: 30, applicationKeyMaxDays: 90 } },
    receivers: { page: ['@pagerduty-llm-gateway', '@slack-llm-alerts'], notify: ['@slack-llm-alerts'] },
    runbookUrl: 'https://github.com/example/oneplan/blob/main/docs/runbook',
  },
  budget: {
    mailTo: ['llm-platform@example.com', 'finops@example.com'],
    guard: {
      datadogRole: 'prod-datadog-integration',
      modes: { forecast: 'economy', spent: 'cache-only', 'spend-hour': 'economy', 'spend-day': 'economy' },
    },
  },
  protectFromDestroy: true,
  waivers: [],
};

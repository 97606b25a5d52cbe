import type { ServiceConfig } from '../schema';

/** Where a release is proven: built like prod (private network, firewall, Cognito), at a smaller size. */
export const staging: ServiceConfig = {
  env: 'staging',
  category: 'verification',
  service: 'llm-gateway',
  release: '0.1.0',
  owner: { team: 'llm-platform', email: 'llm-platform@example.com', costCenter: 'rnd-042' },
  aws: { accountId: '111111111111', region: 'us-east-1' },
  backend: { kind: 'cloud', organization: 'example', project: 'llm-gateway' },
  requirements: {
    availability: 0.99,
    latency: { milliseconds: 15_000, share: 0.95 },
    batchFreshness: { minutes: 30, share: 0.95 },
    quality: { passedShare: 0.85 },
    recoveryTimeMinutes: 480,
    recoveryPointMinutes: 1_440,
    expectedRequestsPerSecond: 1,
    monthlyBudgetUsd: 1_000,
    owner: 'llm-platform@example.com',
    reviewedOn: '2026-11-02',
  },
  api: {
    auth: {
      kind: 'cognito',
      userPoolArns: ['arn:aws:cognito-idp:us-east-1:111111111111:userpool/us-east-1_EXAMPLE01'],
      scopes: ['llm-gateway/chat'],
      tenantClaim: 'client_id',
    },
    throttle: { ratePerSecond: 20, burst: 40 },
    firewall: { requestsPerClientIn5Minutes: 1_000 },
  },
  chat: {
    memoryMb: 1_024,
    timeoutSeconds: 28,
    reservedConcurrency: 40,
    provisionedConcurrency: 0,
    maxOutputTokens: 4_096,
    defaultModel: 'fast',
    economy: { model: 'fast', maxOutputTokens: 1_024 },
    logLevel: 'INFO',
  },
  batch: {
    perDay: 20,
    worker: { memoryMb: 512, timeoutSeconds: 120, concurrency: 5, batchSize: 5 },
    attempts: 5,
    inference: { models: ['bulk'], fromRecords: 100 },
  },
  responseCache: { ttlSeconds: 3_600, byDefault: false },
  idempotency: { ttlSeconds: 86_400 },
  health: { deep: true },
  limits: { default: { dailyUsd: 20 }, tenants: {}, whenUnavailable: 'open' },
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
    keepDays: { answers: 1, replays: 1, batches: 7 },
    samples: { share: 0.01, keepDays: 7 },
  },
  evaluation: { judge: 'smart', everyMinutes: 60, samplesPerRun: 40 },
  network: {
    kind: 'vpc',
    cidr: '10.40.0.0/16',
    zones: ['us-east-1a', 'us-east-1b'],
    toDatadog: { nat: 'single' },
  },
  logs: { retentionDays: 30 },
  datadog: {
    site: 'datadoghq.com',
    nodeLayerVersion: 142,
    extensionVersion: 99,
    llmObservability: true,
    apiKey: { from: 'variable', version: 1, rotation: { everyDays: 30, applicationKeyMaxDays: 90 } },
    receivers: { page: ['@slack-llm-staging'], notify: ['@slack-llm-staging'] },
    runbookUrl: 'https://github.com/example/oneplan/blob/main/docs/runbook',
  },
  budget: {
    mailTo: ['llm-platform@example.com'],
    guard: {
      datadogRole: 'nonprod-datadog-integration',
      modes: { forecast: 'economy', spent: 'cache-only', 'spend-hour': 'economy', 'spend-day': 'economy' },
    },
  },
  protectFromDestroy: false,
  waivers: [],
};

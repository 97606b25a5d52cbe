import type { ServiceConfig } from '../schema';

/** Where changes are tried: cheap, public Lambda network, small limits, nobody is woken. */
export const dev: ServiceConfig = {
  env: 'dev',
  category: 'development',
  service: 'llm-gateway',
  release: '0.1.0',
  owner: { team: 'llm-platform', email: 'llm-platform@example.com', costCenter: 'rnd-042' },
  aws: { accountId: '111111111111', region: 'us-east-1' },
  backend: { kind: 'local' },
  requirements: {
    availability: 0.95,
    latency: { milliseconds: 20_000, share: 0.9 },
    batchFreshness: { minutes: 60, share: 0.9 },
    recoveryTimeMinutes: 1_440,
    recoveryPointMinutes: 1_440,
    expectedRequestsPerSecond: 0.2,
    monthlyBudgetUsd: 200,
    owner: 'llm-platform@example.com',
    reviewedOn: '2026-11-02',
  },
  api: {
    auth: { kind: 'iam' },
    throttle: { ratePerSecond: 5, burst: 10 },
  },
  chat: {
    memoryMb: 512,
    timeoutSeconds: 28,
    reservedConcurrency: 10,
    provisionedConcurrency: 0,
    maxOutputTokens: 2_048,
    defaultModel: 'fast',
    logLevel: 'DEBUG',
  },
  batch: {
    perDay: 10,
    worker: { memoryMb: 512, timeoutSeconds: 120, concurrency: 2, batchSize: 5 },
    attempts: 3,
    inference: { models: ['bulk'], fromRecords: 100 },
  },
  responseCache: { ttlSeconds: 3_600, byDefault: false },
  idempotency: { ttlSeconds: 3_600 },
  health: { deep: true },
  limits: { default: { dailyUsd: 5 }, tenants: {}, whenUnavailable: 'open' },
  models: {
    fast: { kind: 'system-profile', profile: 'global.anthropic.claude-haiku-5-5', promptCaching: true },
    smart: {
      kind: 'system-profile',
      profile: 'global.anthropic.claude-sonnet-5-5',
      fallbacks: ['fast'],
      promptCaching: true,
    },
    // of those that take batch inference jobs the cheapest
    bulk: {
      kind: 'system-profile',
      profile: 'us.anthropic.claude-haiku-4-5-20251001-v1:0',
      promptCaching: false,
    },
  },
  experiment: {
    name: 'brevity',
    salt: '2026-11',
    variants: [
      { name: 'control', weight: 50 },
      { name: 'brief', weight: 50, systemPrefix: 'Answer in as few words as the question allows.' },
    ],
  },
  guardrail: { strength: 'MEDIUM', personalData: 'ANONYMIZE' },
  data: {
    contentOnSpans: false,
    keepDays: { answers: 1, replays: 1, batches: 3 },
    samples: { share: 0.5, keepDays: 3 },
  },
  network: { kind: 'none' },
  logs: { retentionDays: 14 },
  datadog: {
    site: 'datadoghq.com',
    nodeLayerVersion: 142,
    extensionVersion: 99,
    llmObservability: true,
    apiKey: { from: 'out-of-band' },
    receivers: { page: ['@slack-llm-dev'], notify: ['@slack-llm-dev'] },
    runbookUrl: 'https://github.com/example/oneplan/blob/main/docs/runbook',
  },
  budget: { mailTo: ['llm-platform@example.com'] },
  protectFromDestroy: false,
  waivers: [],
};

import { monitorsOf } from '../../../stacks/datadog/monitors/monitors-for';
import type { MonitorContext, MonitorKind, MonitorSpec } from '../../../stacks/datadog/monitors/spec';
import type { FunctionPart, IntegrationPart, Part } from '../../../stacks/parts';

const addresses: readonly string[] = [];

export const chat: FunctionPart = {
  kind: 'function',
  id: 'chat',
  name: 'gateway-prod-chat',
  addresses,
  scope: ['functionname:gateway-prod-chat'],
  handler: 'chat',
  alias: 'live',
  memoryMb: 1_000,
  timeoutSeconds: 20,
  reservedConcurrency: 50,
  logGroup: '/aws/lambda/gateway-prod-chat',
};

const functionOf = (handler: FunctionPart['handler']): FunctionPart => ({
  ...chat,
  id: handler,
  name: `gateway-prod-${handler}`,
  scope: [`functionname:gateway-prod-${handler}`],
  handler,
});

export const health = functionOf('health');

/** The one that a schedule invokes. */
export const judge = {
  ...chat,
  id: 'evaluate',
  name: 'gateway-prod-evaluate',
  scope: ['functionname:gateway-prod-evaluate'],
  handler: 'evaluate',
  everyMinutes: 60,
} as const satisfies FunctionPart;

const guard: FunctionPart = {
  ...chat,
  id: 'budget-guard',
  name: 'gateway-prod-budget-guard',
  scope: ['functionname:gateway-prod-budget-guard'],
  handler: 'budget-guard',
};

export const integration: IntegrationPart = {
  kind: 'integration',
  id: 'integration',
  name: 'prod-datadog-integration',
  addresses,
  scope: ['aws_account:222222222222'],
  accountId: '222222222222',
};

const telemetry = [...chat.scope, ...health.scope];

/** One part of each kind that a service stack can have, and a second function. */
export const PARTS: readonly Part[] = [
  {
    kind: 'api',
    id: 'api',
    name: 'gateway-prod-api',
    addresses,
    scope: ['apiname:gateway-prod-api'],
    stage: 'live',
    integrationTimeoutMs: 29_000,
    throttle: { ratePerSecond: 50, burst: 100 },
  },
  {
    kind: 'firewall',
    id: 'firewall',
    name: 'gateway-prod-firewall',
    addresses,
    scope: ['webacl:gateway-prod-firewall'],
    requestsPerClientIn5Minutes: 1_000,
  },
  chat,
  health,
  judge,
  {
    kind: 'model',
    id: 'model-fast',
    name: 'gateway-prod-fast',
    addresses,
    scope: ['model_alias:fast'],
    alias: 'fast',
    baseModelId: 'anthropic.claude-haiku-5-5',
    runsOn: 'Bedrock',
    fallbacks: ['spare'],
    timeoutMs: 20_000,
    turnMs: 18_500,
  },
  { kind: 'guardrail', id: 'guardrail', name: 'gateway-prod-guardrail', addresses, scope: ['service:gateway'] },
  guard,
  { kind: 'mode', id: 'mode', name: '/gateway-prod-mode', addresses, scope: ['service:gateway'] },
  {
    kind: 'table',
    id: 'table-answers',
    name: 'gateway-prod-answers',
    addresses,
    scope: ['tablename:gateway-prod-answers', 'table:answers'],
    table: 'answers',
    units: { read: 100, write: 400 },
    deadlineMs: 400,
    unanswered: 'go-on',
  },
  {
    kind: 'table',
    id: 'table-usage',
    name: 'gateway-prod-usage',
    addresses,
    scope: ['tablename:gateway-prod-usage', 'table:usage'],
    table: 'usage',
    units: { read: 50, write: 100 },
    deadlineMs: 400,
    unanswered: 'go-on',
  },
  {
    kind: 'secret',
    id: 'datadog-api-key',
    name: 'gateway-prod-datadog-api-key',
    addresses,
    scope: [...telemetry, 'secret:datadog-api-key'],
    renewal: { by: 'rotation', afterDays: 30 },
  },
  {
    kind: 'secret',
    id: 'datadog-application-key',
    name: 'gateway-prod-datadog-application-key',
    addresses,
    scope: ['secret:datadog-application-key'],
    renewal: { by: 'person', afterDays: 90 },
  },
  {
    kind: 'endpoint',
    id: 'endpoint-bedrock-runtime',
    name: 'gateway-prod-bedrock-runtime',
    addresses,
    scope: ['model_alias:fast'],
    service: 'bedrock-runtime',
    carries: 'model',
  },
  {
    kind: 'endpoint',
    id: 'endpoint-datadog-metrics',
    name: 'gateway-prod-datadog-metrics',
    addresses,
    scope: telemetry,
    service: 'datadog-metrics',
    carries: 'telemetry',
  },
  { kind: 'nat', id: 'nat-0', name: 'gateway-prod-nat', addresses, scope: telemetry, zone: 'us-east-1a' },
  {
    kind: 'bucket',
    id: 'bucket-batches',
    name: 'gateway-prod-batches-222222222222',
    addresses,
    scope: ['bucketname:gateway-prod-batches-222222222222'],
    expiryDays: 7,
    expectedGigabytes: 5,
  },
  {
    kind: 'queue',
    id: 'queue-batches',
    name: 'gateway-prod-batches',
    addresses,
    scope: ['queuename:gateway-prod-batches'],
    visibilitySeconds: 720,
    attempts: 5,
    takenAtOnce: 50,
    promisedSeconds: 3_000,
  },
  {
    kind: 'dead-letters',
    id: 'batches-dead',
    name: 'gateway-prod-batches-dead',
    addresses,
    scope: ['queuename:gateway-prod-batches-dead'],
    of: { kind: 'queue', name: 'gateway-prod-batches' },
    retentionDays: 14,
  },
  {
    kind: 'dead-letters',
    id: 'health-dead',
    name: 'gateway-prod-health-dead',
    addresses,
    scope: ['queuename:gateway-prod-health-dead'],
    of: { kind: 'function', name: 'gateway-prod-health' },
    retentionDays: 14,
  },
  { kind: 'topic', id: 'alerts', name: 'gateway-prod-alerts', addresses, scope: ['service:gateway'] },
  {
    kind: 'budget',
    id: 'budget',
    name: 'gateway-prod-monthly',
    addresses,
    scope: ['service:gateway'],
    monthlyUsd: 3_000,
  },
];

export const CONTEXT: MonitorContext = {
  env: 'prod',
  service: 'gateway',
  requirements: {
    availability: 0.995,
    latency: { milliseconds: 10_000, share: 0.95 },
    quality: { passedShare: 0.9 },
    recoveryTimeMinutes: 120,
    recoveryPointMinutes: 60,
    expectedRequestsPerSecond: 10,
    monthlyBudgetUsd: 3_000,
    owner: 'owner@example.com',
    reviewedOn: '2026-11-02',
  },
  parts: PARTS,
};

/** The same with batches: what the functions count of them is watched where these are. */
export const BATCHED: MonitorContext = {
  ...CONTEXT,
  requirements: CONTEXT.requirements && { ...CONTEXT.requirements, batchFreshness: { minutes: 30, share: 0.95 } },
  parts: [
    ...PARTS,
    functionOf('batches'),
    functionOf('batch-worker'),
    functionOf('batch-completed'),
    {
      kind: 'table',
      id: 'table-batches',
      name: 'gateway-prod-batches',
      addresses,
      scope: ['tablename:gateway-prod-batches', 'table:batches'],
      table: 'batches',
      units: { read: 100, write: 300 },
      deadlineMs: 3_200,
      unanswered: 'fail',
    },
  ],
};

/** The monitors of a kind that a context gives. */
export const ofKind = (kind: MonitorKind, context: Partial<MonitorContext> = {}): MonitorSpec[] =>
  monitorsOf({ ...CONTEXT, ...context }).filter((spec) => spec.kind === kind);

/** The first of them. */
export function firstOf(kind: MonitorKind, context: Partial<MonitorContext> = {}): MonitorSpec {
  const [first] = ofKind(kind, context);
  if (first === undefined) throw new Error(`no monitor of kind ${kind}`);
  return first;
}

export const withChat = (given: Partial<FunctionPart>): Partial<MonitorContext> => ({
  parts: PARTS.map((part) => (part === chat ? { ...chat, ...given } : part)),
});

import type { Check, CheckContext, Finding } from '../../../stacks/checks/check';
import { findingsOf } from '../../../stacks/checks/checks';
import { factsOf } from '../../../stacks/checks/facts';
import type { Synthesized } from '../../../stacks/checks/plan';
import type { FunctionPart, Part } from '../../../stacks/parts';

export const TAGS = { service: 'gateway', env: 'prod', stack: 'gateway-prod', team: 'llm' };

export const RECEIVERS = { page: ['@pagerduty-llm', '@slack-llm'], notify: ['@slack-llm'] };

/** Some metrics of each type. */
export const METRICS: CheckContext['metrics'] = {
  'aws.lambda.errors': { type: 'count', unit: 'error', tags: ['functionname', 'region'], confirmed: true },
  'aws.lambda.invocations': { type: 'count', unit: 'invocation', tags: ['functionname', 'region'], confirmed: true },
  'aws.lambda.concurrency': { type: 'gauge', unit: 'execution', tags: ['functionname'], confirmed: true },
  'aws.sqs.age': { type: 'gauge', unit: 'second', tags: ['queuename'], confirmed: false },
  'gateway.latency': { type: 'distribution', unit: 'millisecond', tags: ['env', 'model_alias'], confirmed: true },
};

/** A context that no check finds anything in, but for what is given. */
export const context = (given: Partial<CheckContext> = {}): CheckContext => ({
  plan: {},
  parts: [],
  grants: [],
  tags: TAGS,
  receivers: RECEIVERS,
  articles: new Set(['function-errors']),
  protectFromDestroy: true,
  metrics: METRICS,
  ...given,
});

/** What a check says of a context. */
export const found = (check: Check, given: Partial<CheckContext>): Finding[] =>
  findingsOf('check', check, factsOf(context(given)));

/** Its problems alone, `resource: problem`. */
export const problems = (check: Check, given: Partial<CheckContext>): string[] =>
  found(check, given).map(({ resource, problem }) => `${resource}: ${problem}`);

/** A plan with one resource of a type, under the id `x`. */
export const one = (type: string, args: Record<string, unknown>): { plan: Synthesized } => ({
  plan: { resource: { [type]: { x: args } } },
});

export const functionPart = (given: Partial<FunctionPart> = {}): Part => ({
  kind: 'function',
  id: 'chat',
  name: 'gateway-prod-chat',
  addresses: ['aws_lambda_function.chat'],
  scope: ['functionname:gateway-prod-chat'],
  handler: 'chat',
  alias: 'live',
  memoryMb: 512,
  timeoutSeconds: 28,
  reservedConcurrency: 10,
  logGroup: '/aws/lambda/gateway-prod-chat',
  ...given,
});

/** A monitor that is all right, but for what is given. */
export const monitor = (given: Record<string, unknown> = {}): Record<string, unknown> => ({
  name: 'chat fails',
  type: 'query alert',
  query: 'sum(last_5m):sum:aws.lambda.errors{functionname:gateway-prod-chat}.as_count() > 5',
  message:
    'It fails.\n{{#is_alert}}@pagerduty-llm{{/is_alert}}\nRunbook: https://example.com/docs/runbook/function-errors.md#chat',
  monitor_thresholds: { critical: '5' },
  tags: ['part:chat', 'severity:page', 'kind:function-errors'],
  ...given,
});

/** A plan with monitors, by id. */
export const monitors = (byId: Record<string, Record<string, unknown>>): { plan: Synthesized } => ({
  plan: { resource: { datadog_monitor: byId } },
});

import { METRICS } from '../../handlers/contract/metrics';

/** A metric that a query may name. */
export interface Metric {
  /** How Datadog stores it: `count` is read with `.as_count()`, `gauge` is not; a `distribution` is read either way. */
  readonly type: 'count' | 'gauge' | 'distribution';
  readonly unit: string;
  /** Tag keys that a query may filter or group by. */
  readonly tags: readonly string[];
  /** How far it runs behind, in seconds: what the CloudWatch integration polls comes ten minutes late. */
  readonly delaySeconds: number;
  /** Where the facts come from. */
  readonly source: string;
  /** Whether name and tags were read in documentation or code, not inferred. Only these may page or make an SLO. */
  readonly confirmed: boolean;
}

/** https://docs.datadoghq.com/integrations/guide/cloud-metric-delay/: 15 minutes cover polling and CloudWatch's own delay. */
const POLLED = 900;
const LIVE = 0;

const APIGATEWAY = 'https://docs.datadoghq.com/integrations/amazon_api_gateway/#metrics';
const LAMBDA = 'https://docs.datadoghq.com/integrations/amazon_lambda/#metrics';
const ENHANCED = 'https://docs.datadoghq.com/serverless/aws_lambda/metrics/';
const WAF = 'https://docs.datadoghq.com/integrations/amazon_waf/#metrics';

const api = ['apiname', 'stage', 'method', 'resource', 'aws_account', 'region'] as const;
const lambda = ['functionname', 'resource', 'aws_account', 'region'] as const;
const waf = ['webacl', 'rule', 'aws_account', 'region'] as const;

const polled = <const T extends readonly string[]>(
  type: 'count' | 'gauge',
  unit: string,
  tags: T,
  source: string,
  confirmed = true,
) => ({ type, unit, tags, delaySeconds: POLLED, source, confirmed }) as const;
const enhanced = (unit: string) =>
  ({
    type: 'distribution',
    unit,
    tags: [...lambda, 'cold_start', 'env', 'service'],
    delaySeconds: LIVE,
    source: ENHANCED,
    confirmed: true,
  }) as const;
const own = <K extends keyof typeof METRICS>(key: K) =>
  ({
    type: 'distribution',
    unit: METRICS[key].unit,
    tags: METRICS[key].tags,
    delaySeconds: LIVE,
    source: 'handlers/contract/metrics.ts',
    confirmed: true,
  }) as const;

/** Every metric that monitors, SLOs and widgets may name. What is not here does not compile in a query. */
export const CATALOGUE = {
  'aws.apigateway.count': polled('count', 'request', api, APIGATEWAY),
  'aws.apigateway.4xxerror': polled('count', 'request', api, APIGATEWAY),
  'aws.apigateway.5xxerror': polled('count', 'request', api, APIGATEWAY),
  'aws.apigateway.latency.p95': polled('gauge', 'millisecond', api, APIGATEWAY),
  'aws.apigateway.integration_latency.p95': polled('gauge', 'millisecond', api, APIGATEWAY),

  'aws.lambda.invocations': polled('count', 'invocation', lambda, LAMBDA),
  'aws.lambda.throttles': polled('count', 'throttle', lambda, LAMBDA),
  'aws.lambda.duration.p95': polled('gauge', 'millisecond', lambda, LAMBDA),
  'aws.lambda.concurrent_executions.maximum': polled('gauge', 'execution', lambda, LAMBDA),

  'aws.lambda.enhanced.invocations': enhanced('invocation'),
  'aws.lambda.enhanced.errors': enhanced('error'),
  'aws.lambda.enhanced.timeouts': enhanced('timeout'),
  'aws.lambda.enhanced.out_of_memory': enhanced('error'),
  'aws.lambda.enhanced.max_memory_used': enhanced('megabyte'),
  'aws.lambda.enhanced.estimated_cost': enhanced('dollar'),

  // names from the documentation's list; the tag keys follow the dimensions WebACL and Rule and are not confirmed
  'aws.wafv2.allowed_requests': polled('count', 'request', waf, WAF, false),
  'aws.wafv2.blocked_requests': polled('count', 'request', waf, WAF, false),

  [METRICS.chatRequests.name]: own('chatRequests'),
  [METRICS.modelCalls.name]: own('modelCalls'),
  [METRICS.modelLatency.name]: own('modelLatency'),
  [METRICS.guardrailInterventions.name]: own('guardrailInterventions'),
  [METRICS.inputTokens.name]: own('inputTokens'),
  [METRICS.outputTokens.name]: own('outputTokens'),
  [METRICS.costUsd.name]: own('costUsd'),
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof CATALOGUE;
export type TagKey<M extends MetricName> = (typeof CATALOGUE)[M]['tags'][number];

/** Metrics that add up over time. */
export type CountName = { [M in MetricName]: (typeof CATALOGUE)[M]['type'] extends 'gauge' ? never : M }[MetricName];
/** Metrics of which an average or an extreme means something. */
export type LevelName = { [M in MetricName]: (typeof CATALOGUE)[M]['type'] extends 'count' ? never : M }[MetricName];

import { METRICS, type MetricKey } from '../../handlers/contract/metrics';

/** What is known of one metric. What is not known is not queried: a name that is missing here does not compile. */
export interface MetricFacts {
  /** A distribution has `sum`, `avg`, `min`, `max` and counts; percentiles only where somebody has switched them on, which nobody has. */
  readonly type: 'count' | 'gauge' | 'distribution';
  /** Datadog's unit name: https://docs.datadoghq.com/metrics/units/ */
  readonly unit: string;
  /** Tag keys that a query may use. */
  readonly tags: readonly string[];
  /** How long after the fact a point can be relied on, in seconds. Monitors wait for the slowest metric that they read. */
  readonly delaySeconds: number;
  /** Where name, type and tags are written down. */
  readonly source: string;
  /** Whether the source names metric and tags outright. Nobody is woken by, and no SLO rests on, one that is not. */
  readonly confirmed: boolean;
}

/**
 * Datadog polls CloudWatch about every ten minutes and recommends 15 for what rests on it:
 * https://docs.datadoghq.com/integrations/guide/cloud-metric-delay/
 */
const POLLED_SECONDS = 900;
/** The Extension flushes within seconds; a minute makes numerator and denominator whole: https://docs.datadoghq.com/monitors/configuration/#evaluation-delay */
const PUSHED_SECONDS = 60;

const API_GATEWAY = {
  unit: 'request',
  // the last two exist because the stage has detailed metrics switched on
  tags: ['apiname', 'stage', 'method', 'resource'],
  delaySeconds: POLLED_SECONDS,
  source: 'https://docs.datadoghq.com/integrations/amazon_api_gateway/#metrics',
  confirmed: true,
} as const;

const LAMBDA = {
  tags: ['functionname', 'aws_account', 'region'],
  delaySeconds: POLLED_SECONDS,
  source: 'https://docs.datadoghq.com/integrations/amazon_lambda/#metrics',
  confirmed: true,
} as const;

const ENHANCED = {
  type: 'distribution',
  tags: ['functionname', 'aws_account', 'region', 'cold_start', 'resource'],
  delaySeconds: PUSHED_SECONDS,
  source: 'https://docs.datadoghq.com/serverless/aws_lambda/metrics/',
  confirmed: true,
} as const;

const DYNAMODB = {
  // CloudWatch's dimensions TableName and Operation; public monitors filter by them
  tags: ['tablename', 'operation', 'region'],
  delaySeconds: POLLED_SECONDS,
  source: 'https://docs.datadoghq.com/integrations/amazon_dynamodb/#metrics',
  confirmed: true,
} as const;

const WAF = {
  type: 'count',
  unit: 'request',
  // CloudWatch's dimension WebACL; public monitors filter by it
  tags: ['webacl', 'region'],
  delaySeconds: POLLED_SECONDS,
  source: 'https://docs.datadoghq.com/integrations/amazon_waf/#metrics',
  confirmed: true,
} as const;

/** Only while a queue is in use, and for some hours after: the integration leaves them out unless told otherwise. */
const SQS = {
  // CloudWatch's dimension QueueName; public monitors filter by it
  tags: ['queuename', 'region'],
  delaySeconds: POLLED_SECONDS,
  source: 'https://docs.datadoghq.com/integrations/amazon_sqs/#metrics',
  confirmed: false,
} as const;

/** Free of charge, once a day for each bucket that holds something. What S3 counts of requests costs extra, and is not on. */
const S3_STORAGE = {
  type: 'gauge',
  tags: ['bucketname', 'storagetype', 'region'],
  delaySeconds: POLLED_SECONDS,
  source: 'https://docs.datadoghq.com/integrations/amazon_s3/#metrics',
  confirmed: true,
} as const;

/** What AWS and Datadog report, as far as we look at it. */
const THEIRS = {
  'aws.apigateway.count': { ...API_GATEWAY, type: 'count' },
  'aws.apigateway.4xxerror': { ...API_GATEWAY, type: 'count' },
  'aws.apigateway.5xxerror': { ...API_GATEWAY, type: 'count' },
  'aws.apigateway.latency.p50': { ...API_GATEWAY, type: 'gauge', unit: 'millisecond' },
  'aws.apigateway.latency.p90': { ...API_GATEWAY, type: 'gauge', unit: 'millisecond' },
  'aws.apigateway.latency.p95': { ...API_GATEWAY, type: 'gauge', unit: 'millisecond' },
  'aws.apigateway.integration_latency.p95': { ...API_GATEWAY, type: 'gauge', unit: 'millisecond' },
  'aws.apigateway.latency.p99': { ...API_GATEWAY, type: 'gauge', unit: 'millisecond' },

  'aws.lambda.invocations': { ...LAMBDA, type: 'count', unit: 'invocation' },
  'aws.lambda.throttles': { ...LAMBDA, type: 'count', unit: 'throttle' },
  'aws.lambda.dead_letter_errors': { ...LAMBDA, type: 'count', unit: 'error' },
  'aws.lambda.duration.p95': { ...LAMBDA, type: 'gauge', unit: 'millisecond' },
  'aws.lambda.concurrent_executions.maximum': { ...LAMBDA, type: 'gauge', unit: 'execution' },

  'aws.lambda.enhanced.invocations': { ...ENHANCED, unit: 'invocation' },
  'aws.lambda.enhanced.errors': { ...ENHANCED, unit: 'error' },
  'aws.lambda.enhanced.timeouts': { ...ENHANCED, unit: 'error' },
  'aws.lambda.enhanced.out_of_memory': { ...ENHANCED, unit: 'error' },
  'aws.lambda.enhanced.max_memory_used': { ...ENHANCED, unit: 'megabyte' },
  'aws.lambda.enhanced.estimated_cost': { ...ENHANCED, unit: 'dollar' },

  'aws.dynamodb.throttled_requests': { ...DYNAMODB, type: 'count', unit: 'request' },
  'aws.dynamodb.system_errors': { ...DYNAMODB, type: 'count', unit: 'request' },
  'aws.dynamodb.successful_request_latency': { ...DYNAMODB, type: 'gauge', unit: 'millisecond' },
  'aws.dynamodb.successful_request_latency.samplecount': { ...DYNAMODB, type: 'count', unit: 'request' },
  /** Units in a second, on average: to be held against what is provisioned, or the ceiling. */
  'aws.dynamodb.consumed_read_capacity_units': { ...DYNAMODB, type: 'gauge', unit: 'unit' },
  'aws.dynamodb.consumed_write_capacity_units': { ...DYNAMODB, type: 'gauge', unit: 'unit' },

  'aws.wafv2.allowed_requests': WAF,
  'aws.wafv2.blocked_requests': WAF,

  'aws.sqs.approximate_age_of_oldest_message': { ...SQS, type: 'gauge', unit: 'second' },
  'aws.sqs.approximate_number_of_messages_visible': { ...SQS, type: 'gauge', unit: 'message' },
  'aws.sqs.number_of_messages_sent': { ...SQS, type: 'count', unit: 'message' },
  'aws.sqs.number_of_messages_deleted': { ...SQS, type: 'count', unit: 'message' },

  'aws.s3.bucket_size_bytes': { ...S3_STORAGE, unit: 'byte' },
  'aws.s3.number_of_objects': { ...S3_STORAGE, unit: 'object' },

  /** In nanodollars. It prices by model name, which the ARN of an application profile hides, so it is a cross-check only. */
  'ml_obs.span.llm.total.cost': {
    type: 'distribution',
    unit: 'nanodollar',
    tags: ['env', 'service', 'ml_app', 'model_name', 'model_provider'],
    delaySeconds: PUSHED_SECONDS,
    source: 'https://docs.datadoghq.com/llm_observability/monitoring/metrics/',
    confirmed: true,
  },
} as const satisfies Record<string, MetricFacts>;

/** What our own handlers report, by the contract that they report by. */
type Ours = {
  readonly [K in MetricKey as (typeof METRICS)[K]['name']]: MetricFacts & {
    readonly tags: (typeof METRICS)[K]['tags'];
  };
};

const OURS = Object.fromEntries(
  Object.values(METRICS).map(({ name, unit, tags }): [string, MetricFacts] => [
    name,
    {
      type: 'distribution',
      unit,
      tags,
      delaySeconds: PUSHED_SECONDS,
      source: 'handlers/contract/metrics.ts',
      confirmed: true,
    },
  ]),
) as Ours;

type Catalogue = typeof THEIRS & Ours;
export const CATALOGUE: Catalogue = { ...THEIRS, ...OURS };

export type MetricName = keyof Catalogue;
/** Tag keys that a metric carries. */
export type TagKey<M extends MetricName> = Catalogue[M]['tags'][number];
/** Metrics of which a sum over time makes sense. */
export type Countable = { [M in MetricName]: Catalogue[M]['type'] extends 'gauge' ? never : M }[MetricName];

/** Metrics whose points can be counted. */
export type Distribution = {
  [M in MetricName]: Catalogue[M]['type'] extends 'count' | 'gauge' ? never : M;
}[MetricName];

export const factsOfMetric = (name: MetricName): MetricFacts => CATALOGUE[name];

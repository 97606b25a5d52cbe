import type { Tracer } from 'dd-trace';
import { EVALUATION } from '../contract/evaluation';
import { METRICS, type MetricKey } from '../contract/metrics';
import { delivered } from './delivered';
import { type LlmSpans, llmSpans } from './llm-spans';
import type { Log } from './logger';
import type { SpanReference } from './request-facts';
import { safely } from './safely';

/** Tags of one point, by the keys that the contract lists for the metric; `env` and `service` are added. */
export type MetricTags<K extends MetricKey> = Record<
  Exclude<(typeof METRICS)[K]['tags'][number], 'env' | 'service'>,
  string
>;

/** What leaves a handler beside its answer and its log. It never fails a request. */
export interface Telemetry extends LlmSpans {
  count<K extends MetricKey>(metric: K, value: number, tags: MetricTags<K>): void;
  /** Hands in what a judge made of a request, joined to its span. A score only: words of a judge may quote the answer. */
  evaluation(span: SpanReference, about: Evaluated): void;
  /** The active trace, for log lines. */
  trace(): { readonly trace_id: string; readonly span_id: string } | undefined;
  /** Hands over what is buffered; to be awaited before the function returns. It never fails, and never takes long. */
  flush(): Promise<void>;
}

/** What a judge made of one request. */
export interface Evaluated {
  readonly score: number;
  readonly passed: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

export interface TelemetrySettings {
  readonly env: string;
  readonly service: string;
  /** Whether the data policy lets prompts and answers stand on spans. Default: no. */
  readonly contentOnSpans?: boolean;
}

interface DatadogLambda {
  sendDistributionMetric(name: string, value: number, ...tags: string[]): void;
}

/**
 * Telemetry by Datadog's Lambda library and tracer, which the layer brings along. Where they are missing, on a laptop,
 * nothing is sent, and one debug line says so.
 */
export function datadog(
  { env, service, contentOnSpans = false }: TelemetrySettings,
  log: Log,
  load: (name: string) => unknown = fromLayer,
): Telemetry {
  const optional = <T>(name: string): T | undefined => {
    try {
      return load(name) as T;
    } catch (error) {
      const absent = (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND';
      log(
        absent ? 'debug' : 'warn',
        `telemetry goes without ${name}`,
        error instanceof Error ? { cause: error.name } : {},
      );
      return undefined;
    }
  };
  const lambda = optional<DatadogLambda>('datadog-lambda-js');
  const tracer = optional<Tracer>('dd-trace');
  const llmobs = tracer?.llmobs;
  return {
    count: (metric, value, tags) => {
      if (lambda === undefined) return;
      const all = Object.entries<string>({ env, service, ...tags }).map(([key, tag]) => `${key}:${tag}`);
      safely(() => lambda.sendDistributionMetric(METRICS[metric].name, value, ...all));
    },
    ...llmSpans(llmobs, contentOnSpans),
    evaluation: (span, { score, passed, tags }) =>
      safely(() =>
        llmobs?.submitEvaluation(span, {
          label: EVALUATION.label,
          metricType: 'score',
          value: score,
          assessment: passed ? 'pass' : 'fail',
          tags: { env, service, ...tags },
        }),
      ),
    trace: () =>
      safely(() => {
        const context = tracer?.scope().active()?.context();
        return context && { trace_id: context.toTraceId(), span_id: context.toSpanId() };
      }),
    flush: () => delivered(() => safely(() => llmobs?.flush())),
  };
}

/** A module of the layer, which the bundle leaves out. */
const fromLayer = (name: string): unknown => require(name);

import type { Tracer } from 'dd-trace';
import { METRICS, type MetricKey } from '../contract/metrics';
import type { ModelAnswer } from './model-client';

/** Tags of one point, by the keys that the contract lists for the metric; `env` and `service` are added. */
export type MetricTags<K extends MetricKey> = Record<
  Exclude<(typeof METRICS)[K]['tags'][number], 'env' | 'service'>,
  string
>;

/** What an LLM span says of a call. No prompt, no answer. */
export interface LlmSpan {
  /** Foundation model, never the ARN of a profile: Datadog prices by it. */
  readonly baseModelId: string;
  readonly provider: string;
  readonly alias: string;
}

/** What leaves a handler beside its answer and its log. It never fails a request. */
export interface Telemetry {
  count<K extends MetricKey>(metric: K, value: number, tags: MetricTags<K>): void;
  /** Runs a model call inside an LLM Observability span; an error that it throws marks the span. */
  llm(span: LlmSpan, call: () => Promise<ModelAnswer>): Promise<ModelAnswer>;
  /** The active trace, for log lines. */
  trace(): { readonly trace_id: string; readonly span_id: string } | undefined;
  /** Hands over what is buffered; called before the function returns. */
  flush(): void;
}

interface DatadogLambda {
  sendDistributionMetric(name: string, value: number, ...tags: string[]): void;
}

/**
 * Telemetry by Datadog's Lambda library and tracer, which the layer brings along. Where they are missing, on a laptop,
 * nothing is sent.
 */
export function datadog({ env, service }: { readonly env: string; readonly service: string }): Telemetry {
  const lambda = fromLayer<DatadogLambda>('datadog-lambda-js');
  const tracer = fromLayer<Tracer>('dd-trace');
  const llmobs = tracer?.llmobs;
  return {
    count: (metric, value, tags) => {
      const all = Object.entries<string>({ env, service, ...tags }).map(([key, tag]) => `${key}:${tag}`);
      safely(() => lambda?.sendDistributionMetric(METRICS[metric].name, value, ...all));
    },
    llm: ({ baseModelId, provider, alias }, call) => {
      if (llmobs === undefined) return call();
      return llmobs.trace(
        { kind: 'llm', name: 'chat', modelName: baseModelId, modelProvider: provider },
        async (span) => {
          const answer = await call();
          const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = answer.usage;
          const input = inputTokens + cacheReadTokens + cacheWriteTokens;
          safely(() =>
            llmobs.annotate(span, {
              metrics: {
                inputTokens: input,
                outputTokens,
                totalTokens: input + outputTokens,
                cacheReadTokens,
                cacheWriteTokens,
              },
              metadata: { stop_reason: answer.stopReason },
              tags: { model_alias: alias },
            }),
          );
          return answer;
        },
      );
    },
    trace: () => {
      const context = tracer?.scope().active()?.context();
      return context && { trace_id: context.toTraceId(), span_id: context.toSpanId() };
    },
    flush: () => safely(() => llmobs?.flush()),
  };
}

/** A module of the layer, which the bundle leaves out. */
function fromLayer<T>(name: string): T | undefined {
  try {
    return require(name) as T;
  } catch {
    return undefined;
  }
}

/** Losing a point is better than losing an answer. */
function safely(send: () => void): void {
  try {
    send();
  } catch {
    // Datadog's libraries log their own failures
  }
}

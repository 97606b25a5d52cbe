import type { Tracer } from 'dd-trace';
import type { ChatUsage } from '../contract/chat';
import { METRICS, type MetricKey } from '../contract/metrics';
import { promptTokens } from './cost';
import type { Log } from './logger';
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
 * nothing is sent, and one debug line says so.
 */
export function datadog(
  { env, service }: { readonly env: string; readonly service: string },
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
      const all = Object.entries<string>({ env, service, ...tags }).map(([key, tag]) => `${key}:${tag}`);
      safely(() => lambda?.sendDistributionMetric(METRICS[metric].name, value, ...all));
    },
    llm: async ({ baseModelId, provider, alias }, call) => {
      if (llmobs === undefined) return call();
      let calling: Promise<ModelAnswer> | undefined;
      const once = () => {
        calling ??= call();
        return calling;
      };
      try {
        return await llmobs.trace(
          { kind: 'llm', name: 'chat', modelName: baseModelId, modelProvider: provider },
          async (span) => {
            safely(() => llmobs.annotate(span, { tags: { model_alias: alias } }));
            const { usage, stopReason, firstTextMs } = await once();
            const first = firstTextMs === undefined ? {} : { time_to_first_token: firstTextMs / 1_000 };
            const metrics = { ...spanTokens(usage), ...first };
            safely(() => llmobs.annotate(span, { metrics, metadata: { stop_reason: stopReason } }));
            return once();
          },
        );
      } catch {
        // the call's own error, or its answer where the tracer is what failed
        return once();
      }
    },
    trace: () =>
      safely(() => {
        const context = tracer?.scope().active()?.context();
        return context && { trace_id: context.toTraceId(), span_id: context.toSpanId() };
      }),
    flush: () => safely(() => llmobs?.flush()),
  };
}

/** As Datadog counts: what came from, and went to, the prompt cache is part of the input. */
function spanTokens(usage: ChatUsage) {
  const inputTokens = promptTokens(usage);
  const { outputTokens, cacheReadTokens, cacheWriteTokens } = usage;
  return { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens, cacheReadTokens, cacheWriteTokens };
}

/** A module of the layer, which the bundle leaves out. */
const fromLayer = (name: string): unknown => require(name);

/** Losing a point is better than losing an answer. */
function safely<T>(send: () => T): T | undefined {
  try {
    return send();
  } catch {
    // Datadog's libraries log their own failures
    return undefined;
  }
}

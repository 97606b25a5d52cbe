/**
 * Every span of LLM Observability that the handlers make, once. What a span may carry is listed by name; the telemetry
 * takes nothing else, and a test holds what is sent against it. Prompts and answers are on none of them, unless the data policy says so.
 *
 * Names and units of metrics: https://docs.datadoghq.com/llm_observability/instrumentation/api/#metrics (seconds) and
 * https://docs.datadoghq.com/llm_observability/instrumentation/sdk/#monitoring-costs (US dollars). What neither page knows, like
 * `cache` or `mode`, is a tag.
 */
export interface SpanKind {
  readonly kind: 'workflow' | 'llm';
  readonly name: string;
  readonly tags: readonly string[];
  /** Tags that Datadog puts on its own cost and token metrics as well: few values each. */
  readonly costTags: readonly string[];
  readonly metadata: readonly string[];
  readonly metrics: readonly string[];
  readonly meaning: string;
}

/** What is known of a request, on each of its spans. */
const ofRequest = ['mode', 'tenant', 'variant', 'cache', 'replay'] as const;

export const SPANS = {
  chat: {
    kind: 'workflow',
    name: 'chat',
    tags: [...ofRequest, 'model_alias', 'outcome'],
    costTags: [],
    metadata: ['stop_reason'],
    // of the root, as Datadog wants it
    metrics: ['time_to_first_token'],
    meaning: 'One valid request to POST /v1/chat, from its body to its last word.',
  },
  modelCall: {
    kind: 'llm',
    name: 'model-call',
    tags: [...ofRequest, 'model_alias'],
    costTags: ['mode', 'variant'],
    metadata: ['stop_reason', 'attempts'],
    metrics: [
      'input_tokens',
      'output_tokens',
      'total_tokens',
      'cache_read_input_tokens',
      'cache_write_input_tokens',
      'time_to_first_token',
      'total_cost',
    ],
    meaning: 'One call to one model, its retries included; a fallback is a call of its own.',
  },
} as const satisfies Record<string, SpanKind>;

export type SpanKey = keyof typeof SPANS;

import type { LOG_FIELDS } from '../../handlers/contract/log-fields';
import { METRICS } from '../../handlers/contract/metrics';

export interface DevSpan {
  readonly id: string;
  readonly parentId: string;
  readonly name: string;
  readonly service: string;
  /** Milliseconds since the epoch. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly failed: boolean;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface MetricPoint {
  readonly name: string;
  readonly value: number;
  readonly tags: readonly string[];
}

/** One request, and everything that left the function while it ran. */
export interface DevRecord {
  readonly id: string;
  readonly startMs: number;
  readonly method: string;
  readonly path: string;
  readonly fault?: string;
  status?: number;
  ms?: number;
  /** When the first byte of a streamed answer went out. */
  firstByteMs?: number;
  model?: string;
  alias?: string;
  inputTokens?: number;
  outputTokens?: number;
  costUsd?: number;
  outcome?: string;
  /** What the last log line tells of the request; absent where it says nothing. */
  mode?: string;
  variant?: string;
  tenant?: string;
  cache?: string;
  replay?: string;
  readonly spans: DevSpan[];
  /** LLM Observability, as sent. */
  readonly llm: Readonly<Record<string, unknown>>[];
  readonly metrics: MetricPoint[];
  readonly logs: Readonly<Record<string, unknown>>[];
}

interface SentSpan {
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_id: string;
  readonly name: string;
  readonly service: string;
  readonly error: number;
  readonly meta: Readonly<Record<string, string>>;
  /** Nanoseconds, as is the duration. */
  readonly start: number;
  readonly duration: number;
}

/** Adds one line of a function's output to the request that it belongs to; gives the traces that it tells of. */
export function addLine(record: DevRecord, text: string): string[] {
  const line = parsed(text);
  if (line === undefined) {
    if (text.trim() !== '') record.logs.push({ message: text });
    return [];
  }
  if (Array.isArray(line['traces'])) {
    const spans = (line['traces'] as SentSpan[][]).flat();
    record.spans.push(...spans.map(spanOf));
    return spans.map(({ trace_id }) => trace_id);
  }
  if (typeof line['m'] === 'string' && typeof line['v'] === 'number') {
    addMetric(record, { name: line['m'], value: line['v'], tags: line['t'] as string[] });
    return [];
  }
  record.logs.push(line);
  addFields(record, line);
  return [];
}

const spanOf = ({ span_id, parent_id, name, service, error, meta, start, duration }: SentSpan): DevSpan => ({
  id: span_id,
  parentId: parent_id,
  name,
  service,
  startMs: start / 1e6,
  durationMs: duration / 1e6,
  failed: error !== 0,
  details: meta,
});

function addMetric(record: DevRecord, point: MetricPoint): void {
  record.metrics.push(point);
  const tag = (key: string): string | undefined =>
    point.tags.find((one) => one.startsWith(`${key}:`))?.slice(key.length + 1);
  switch (point.name) {
    case METRICS.inputTokens.name:
      record.inputTokens = (record.inputTokens ?? 0) + point.value;
      break;
    case METRICS.outputTokens.name:
      record.outputTokens = (record.outputTokens ?? 0) + point.value;
      break;
    case METRICS.costUsd.name:
      record.costUsd = (record.costUsd ?? 0) + point.value;
      break;
    case METRICS.modelCalls.name:
      Object.assign(record, defined({ model: tag('model'), alias: tag('model_alias') }));
      break;
    case METRICS.chatRequests.name:
      Object.assign(record, defined({ outcome: tag('outcome'), mode: tag('mode') }));
      break;
    default:
  }
}

const TOLD = ['mode', 'variant', 'tenant', 'cache', 'replay'] as const satisfies readonly (keyof typeof LOG_FIELDS)[];

/** What the log says too, for when Datadog's library is not installed. */
function addFields(
  record: DevRecord,
  { outcome, model, model_alias, input_tokens, output_tokens, ...line }: (typeof record.logs)[0],
) {
  for (const fact of TOLD) if (typeof line[fact] === 'string') record[fact] = line[fact];
  if (typeof outcome === 'string') record.outcome ??= outcome;
  if (typeof model === 'string') record.model ??= model;
  if (typeof model_alias === 'string') record.alias ??= model_alias;
  if (typeof input_tokens === 'number') record.inputTokens ??= input_tokens;
  if (typeof output_tokens === 'number') record.outputTokens ??= output_tokens;
}

const defined = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

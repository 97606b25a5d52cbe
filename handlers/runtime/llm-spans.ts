import type { Span, Tracer } from 'dd-trace';
import { SPANS, type SpanKey, type SpanKind } from '../contract/spans';
import { costUsd, promptTokens } from './cost';
import type { ModelAnswer, ModelCall } from './model-client';
import { factsOf } from './model-facts';
import { outcomeOf, outcomeOfError } from './outcome';
import { factsToTell, type RequestFacts } from './request-facts';
import { safely } from './safely';

/** A model call, as far as its span tells of it. */
export interface LlmCall {
  readonly alias: string;
  readonly call: Pick<ModelCall, 'target' | 'messages' | 'system'>;
}

export interface LlmSpans {
  /** Runs a request inside the span that all its model calls are below; an error that it throws marks the span. */
  workflow<T>(facts: RequestFacts, run: () => Promise<T>): Promise<T>;
  /** Runs a model call inside a span; an error that it throws marks the span. */
  llm(call: LlmCall, facts: RequestFacts, run: () => Promise<ModelAnswer>): Promise<ModelAnswer>;
}

type LlmObservability = Tracer['llmobs'];

/** What a span says, under the names that the contract lists for it. */
interface Note<K extends SpanKey> {
  readonly tags: Partial<Record<(typeof SPANS)[K]['tags'][number], string>>;
  readonly metadata?: Partial<Record<(typeof SPANS)[K]['metadata'][number], string | number>>;
  readonly metrics?: Partial<Record<(typeof SPANS)[K]['metrics'][number], number>>;
  readonly inputData?: Words;
  readonly outputData?: Words;
}

type Words = { readonly role: string; readonly content: string }[];

type Result<T> = { readonly value: T } | { readonly error: unknown };

interface Told<T> {
  readonly begin?: (llmobs: LlmObservability, span: Span) => void;
  readonly end: (result: Result<T>) => Note<SpanKey>;
}

/**
 * Spans by hand: in a bundle Datadog's plugin never sees the AWS SDK (docs/decisions/0010-spans-by-hand.md).
 *
 * @param contentAllowed Whether prompts and answers may stand on spans: the data policy's word.
 */
export function llmSpans(llmobs: LlmObservability | undefined, contentAllowed: boolean): LlmSpans {
  const inSpan = async <T>(
    key: SpanKey,
    options: { readonly modelName?: string; readonly modelProvider?: string },
    run: () => Promise<T>,
    { begin, end }: Told<T>,
  ): Promise<T> => {
    if (llmobs === undefined) return run();
    const { kind, name, costTags }: SpanKind = SPANS[key];
    let running: Promise<T> | undefined;
    const once = (): Promise<T> => {
      running ??= run();
      return running;
    };
    try {
      return await llmobs.trace({ kind, name, ...options }, async (span) => {
        safely(() => begin?.(llmobs, span));
        const result = await settled(once());
        safely(() => {
          const note = end(result);
          // a reference to a tag that is not there is refused
          llmobs.annotate(span, { ...note, costTags: costTags.filter((tag) => tag in note.tags) });
        });
        return once();
      });
    } catch {
      // the run's own error, or its value where the tracer is what failed
      return once();
    }
  };
  return {
    workflow: (facts, run) => {
      const started = performance.now();
      return inSpan('chat', {}, run, {
        begin: (tracer, span) => {
          facts.span = tracer.exportSpan(span);
        },
        end: (result): Note<'chat'> => ({
          tags: {
            ...factsToTell(facts),
            ...(facts.modelAlias === undefined ? {} : { model_alias: facts.modelAlias }),
            outcome: 'error' in result ? outcomeOfError(result.error) : outcomeOf(facts.stopReason),
          },
          ...(facts.stopReason === undefined ? {} : { metadata: { stop_reason: facts.stopReason } }),
          ...firstToken(facts.firstTextAt === undefined ? undefined : facts.firstTextAt - started),
        }),
      });
    },
    llm: ({ alias, call }, facts, run) => {
      const { baseModelId } = call.target;
      const modelProvider = factsOf(call.target)?.provider ?? 'unknown';
      // the foundation model, never the ARN of a profile: Datadog prices by it
      return inSpan('modelCall', { modelName: baseModelId, modelProvider }, run, {
        end: (result): Note<'modelCall'> => ({
          tags: { ...factsToTell(facts), model_alias: alias },
          ...(contentAllowed ? { inputData: inputOf(call) } : {}),
          ...('value' in result ? noteOf(result.value, call, contentAllowed) : {}),
        }),
      });
    },
  };
}

const settled = <T>(running: Promise<T>): Promise<Result<T>> =>
  running.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );

const noteOf = (
  answer: ModelAnswer,
  { target }: LlmCall['call'],
  contentAllowed: boolean,
): Omit<Note<'modelCall'>, 'tags'> => {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = answer.usage;
  const read = promptTokens({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens });
  const cost = costUsd(target, answer.usage);
  return {
    metadata: { stop_reason: answer.stopReason, attempts: answer.attempts },
    metrics: {
      // as Datadog counts: what came from, and went to, the prompt cache is part of the input
      input_tokens: read,
      output_tokens: outputTokens,
      total_tokens: read + outputTokens,
      cache_read_input_tokens: cacheReadTokens,
      cache_write_input_tokens: cacheWriteTokens,
      ...(cost === undefined ? {} : { total_cost: cost }),
      ...firstToken(answer.firstTextMs).metrics,
    },
    ...(contentAllowed ? { outputData: [{ role: 'assistant', content: answer.text }] } : {}),
  };
};

const firstToken = (milliseconds: number | undefined) =>
  milliseconds === undefined ? {} : { metrics: { time_to_first_token: milliseconds / 1_000 } };

const inputOf = ({ system, messages }: LlmCall['call']) => [
  ...(system === undefined ? [] : [{ role: 'system', content: system }]),
  ...messages.map(({ role, content }) => ({ role, content })),
];

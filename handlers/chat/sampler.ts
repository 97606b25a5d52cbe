import { SAMPLING, type Sample, type SampleSettings } from '../contract/evaluation';
import type { Log } from '../runtime/logger';
import type { PutObject } from '../runtime/put-object';
import { factsToTell, type RequestFacts } from '../runtime/request-facts';
import { sampleKey } from '../runtime/sample-key';
import type { Telemetry } from '../runtime/telemetry';
import type { Answer } from './answer';
import type { Question } from './question';

/** Keeps the answer, if it is one of those that are. It never fails, and never takes longer than `SAMPLING.timeoutMs`. */
export type KeepSample = (
  requestId: string,
  question: Question,
  answer: Answer,
  facts: Pick<RequestFacts, 'span' | 'variant'>,
) => Promise<void>;

/** Answers that are the model's own; what the guardrail says is not what is judged. */
const JUDGEABLE: ReadonlySet<string> = new Set(['end_turn', 'stop_sequence', 'max_tokens']);

export function sampler(
  { bucket, share }: SampleSettings,
  { telemetry, log }: { readonly telemetry: Telemetry; readonly log: Log },
  random: () => number = Math.random,
): KeepSample {
  let put: Promise<PutObject> | undefined;
  return async (id, { system, messages }, { model, stopReason, output }, facts) => {
    if (random() >= share || !JUDGEABLE.has(stopReason)) return;
    const keptAt = new Date().toISOString();
    const sample: Sample = {
      id,
      keptAt,
      ...(facts.span === undefined ? {} : { span: facts.span }),
      modelAlias: model,
      variant: factsToTell(facts).variant,
      ...(system === undefined ? {} : { system }),
      messages,
      output,
    };
    const body = JSON.stringify(sample);
    if (Buffer.byteLength(body) > SAMPLING.maxBytes) return;
    try {
      // loaded by the first request that needs it
      put ??= import('../runtime/put-object').then(({ putObject }) => putObject(bucket));
      const write = await put;
      await write(sampleKey('waiting', sample), body, AbortSignal.timeout(SAMPLING.timeoutMs));
      telemetry.count('samples', 1, { result: 'kept' });
    } catch (error) {
      telemetry.count('samples', 1, { result: 'lost' });
      log('warn', 'sample not kept', { request_id: id, ...(error instanceof Error ? { cause: error.name } : {}) });
    }
  };
}

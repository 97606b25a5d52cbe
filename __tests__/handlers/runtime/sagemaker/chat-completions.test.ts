import * as fc from 'fast-check';
import { isOfTheRequest } from '../../../../handlers/runtime/model-errors';
import {
  type Completion,
  completionIn,
  completionPieces,
  stopReasonOf,
  textOfCompletion,
  usageOf,
} from '../../../../handlers/runtime/sagemaker/chat-completions';
import { endpointError, saidError } from '../../../../handlers/runtime/sagemaker/endpoint-errors';

/** Bytes, torn into pieces of these lengths, round after round. */
async function* torn(bytes: Uint8Array, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1;
    yield bytes.subarray(at, at + length);
    at += length;
  }
}
async function textOf(body: string, lengths: readonly number[]): Promise<string> {
  let text = '';
  for await (const piece of completionPieces(torn(Buffer.from(body), lengths))) text += textOfCompletion(piece);
  return text;
}

const words = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 6 });
const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
const delta = (content: string) => JSON.stringify({ choices: [{ index: 0, delta: { content } }] });

describe('the pieces of a stream', () => {
  it.each<[string, (word: string) => string, string]>([
    ['server-sent events', (word) => `data: ${delta(word)}\n\n`, 'data: [DONE]\n\n'],
    [
      'events with carriage returns, names and comments',
      (word) => `: x\r\nevent: e\r\ndata:${delta(word)}\r\n\r\n`,
      '',
    ],
    ['lines of JSON', (word) => `${delta(word)}\n`, ''],
  ])('are the same wherever %s are torn', async (_, framed, end) => {
    await fc.assert(
      fc.asyncProperty(words, lengths, async (said, cuts) => {
        expect(await textOf(said.map(framed).join('') + end, cuts)).toBe(said.join(''));
      }),
    );
  });

  it('include the last one without a line break', async () => {
    expect(await textOf(`${delta('a')}\n${delta('b')}`, [7])).toBe('ab');
  });
});

describe('an answer', () => {
  it('of any JSON has text, an end and a use, or has them not, but never throws', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const completion = completionIn(json);
        expect(typeof textOfCompletion(completion)).toBe('string');
        expect(['string', 'undefined']).toContain(typeof stopReasonOf(completion));
      }),
    );
    expect(usageOf({ prompt_tokens: '7', completion_tokens: 3 })).toMatchObject({ inputTokens: 0, outputTokens: 3 });
  });

  it.each([
    ['stop', 'end_turn'],
    ['eos_token', 'end_turn'],
    ['length', 'max_tokens'],
    ['content_filter', 'content_filtered'],
    ['toString', 'end_turn'],
    [null, undefined],
    ['', undefined],
  ])('that ends with %s ends with %s', (finish_reason, stopReason) => {
    expect(stopReasonOf({ choices: [{ finish_reason }] })).toBe(stopReason);
  });
});

describe('an error that a container tells of', () => {
  it.each<[string, Completion, string, boolean]>([
    ['vLLM, busy', { error: { message: 'm', type: 'TooManyRequestsError', code: 429 } }, 'throttled', false],
    ['vLLM, refusing', { error: { message: 'top_k must be', code: 400 } }, 'model-refused', true],
    [
      'vLLM, too long',
      { error: { message: "This model's maximum context length is", code: 400 } },
      'invalid-request',
      false,
    ],
    ['TGI, busy', { error: 'Model is overloaded', error_type: 'overloaded' }, 'throttled', false],
    ['TGI, failing', { error: 'Request failed', error_type: 'generation' }, 'model-unavailable', false],
    ['TGI, with a status', { error: { message: 'm', http_status_code: 422 } }, 'model-refused', true],
    ['anybody', { error: 7 }, 'model-unavailable', false],
  ])('%s', (_, said, code, ofTheRequest) => {
    const error = endpointError(saidError(said), true);
    expect([error.code, isOfTheRequest(error)]).toEqual([code, ofTheRequest]);
    expect(error.message).not.toContain('top_k');
  });
});

import fc from 'fast-check';
import { answersIn } from '../../handlers/batch-completed/job-output';

const TOTAL = 100;

const whole = (recordId: string, text = 'yes') => ({
  recordId,
  modelOutput: {
    output: { message: { role: 'assistant', content: [{ text }] } },
    stopReason: 'end_turn',
    usage: { inputTokens: 3, outputTokens: 1 },
    trace: { guardrail: {} },
  },
});
const lines = (...records: unknown[]): string => records.map((record) => JSON.stringify(record)).join('\n');

it('takes whole answers by their places, the last of each', () => {
  const output = lines(whole('00000000007', 'old'), whole('00000000002'), whole('00000000007', 'new'));
  expect(answersIn(output, TOTAL).map(({ index, text }) => [index, text])).toEqual([
    [2, 'yes'],
    [7, 'new'],
  ]);
});

it.each<[string, unknown]>([
  ['of a place that the batch does not have', whole('00000000100')],
  ['of no place', whole('x')],
  ['that is an error', { recordId: '00000000000', error: { errorCode: 400, errorMessage: 'no' } }],
  ['without a trace of the guardrail', { ...whole('0'), modelOutput: { ...whole('0').modelOutput, trace: {} } }],
  ['without usage', { ...whole('0'), modelOutput: { ...whole('0').modelOutput, usage: undefined } }],
  ['without a stop reason', { ...whole('0'), modelOutput: { ...whole('0').modelOutput, stopReason: 7 } }],
  ['with content of another form', { ...whole('0'), modelOutput: { ...whole('0').modelOutput, output: 'yes' } }],
  [
    'with usage that is no number',
    { ...whole('0'), modelOutput: { ...whole('0').modelOutput, usage: { inputTokens: 'x' } } },
  ],
])('leaves out a line %s, and takes the others', (_, line) => {
  expect(answersIn(lines(line, whole('00000000001')), TOTAL).map(({ index }) => index)).toEqual([1]);
});

/** What a job could have written, with anything at any place of it. */
const anything = fc.oneof(
  fc.json(),
  fc.string(),
  fc
    .tuple(
      fc.constantFrom('recordId', 'modelOutput', 'output', 'message', 'content', 'text', 'usage', 'trace'),
      fc.jsonValue(),
    )
    .map(([key, value]) => {
      const text = JSON.stringify(whole('00000000003'), (name, old: unknown) => (name === key ? value : old));
      return text;
    }),
  fc.nat(150).map((at) => JSON.stringify(whole('00000000003')).slice(0, at)),
);

it('whatever a job has written, nothing is thrown, and a whole answer beside it is taken', () => {
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 5 }), (broken) => {
      const answers = answersIn([...broken, JSON.stringify(whole('00000000005'))].join('\n'), TOTAL);
      expect(answers.map(({ index }) => index)).toContain(5);
      for (const { index, text, usage } of answers) {
        expect(index).toBeLessThan(TOTAL);
        expect(typeof text).toBe('string');
        for (const tokens of Object.values(usage)) expect(Number.isFinite(tokens)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

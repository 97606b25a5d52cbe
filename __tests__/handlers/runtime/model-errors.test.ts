import { modelError } from '../../../handlers/runtime/model-errors';

const failure = (name: string, message = 'words of AWS', more: object = {}) =>
  Object.assign(new Error(message), { name, ...more });
const answered = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });

describe('modelError', () => {
  it.each([
    'Input is too long for requested model.',
    'The model returned the following errors: prompt is too long: 219500 tokens > 200000 maximum',
    'The model returned the following errors: input length and `max_tokens` exceed context limit: 198000 + 8192 > 200000',
  ])('tells a conversation that is too long from other mistakes: %s', (message) => {
    expect(modelError(failure('ValidationException', message)).code).toBe('invalid-request');
  });

  it('does not blame the caller for a ceiling that is ours', () => {
    const message = 'The maximum tokens you requested exceeds the model limit of 4096.';
    expect(modelError(failure('ValidationException', message)).code).toBe('model-refused');
  });

  it.each([
    ['ExpiredTokenException', 403, 'model-refused'],
    ['UnrecognizedClientException', 403, 'model-refused'],
    ['SomethingNewException', 429, 'throttled'],
    ['SomethingNewException', 502, 'model-unavailable'],
    ['SomethingNewException', 200, 'internal'],
  ])('reads the status of what it does not know: %s with %i', (name, status, code) => {
    expect(modelError(failure(name, 'x', answered(status))).code).toBe(code);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'boom'],
    ['no credentials', failure('CredentialsProviderError')],
  ])('is our own fault when it is %s', (_, thrown) => {
    expect(modelError(thrown).code).toBe('internal');
  });

  it("keeps AWS's words as the cause alone", () => {
    const { message, cause } = modelError(failure('ValidationException', 'the prompt said hush'));
    expect(message).not.toContain('hush');
    expect(cause).toMatchObject({ message: 'the prompt said hush' });
  });
});

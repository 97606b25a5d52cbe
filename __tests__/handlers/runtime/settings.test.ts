import { chatSettings } from '../../../handlers/chat/settings';
import { oneOf, readSettings, text, wholeNumber } from '../../../handlers/runtime/settings';
import { chatEnvironment } from '../chat-environment';

describe('readSettings', () => {
  it('reads each variable into its own type', () => {
    const settings = readSettings({ NAME: text, SIZE: wholeNumber }, { NAME: 'a', SIZE: '12', OTHER: 'x' });
    expect(settings).toEqual({ NAME: 'a', SIZE: 12 });
  });

  it('names everything that is missing or does not fit at once, and what it holds', () => {
    const readers = { A: text, B: text, C: wholeNumber, D: oneOf('x', 'y') };
    expect(() => readSettings(readers, { B: '', C: '1.5', D: 'z' })).toThrow(
      'A is missing; B is missing; C must be a whole number of at least 1, got "1.5"; D must be one of x, y, got "z"',
    );
  });
});

/** JSON of a model with these fallbacks, as JSON. */
const fastWith = (fallbacks: string): string =>
  `{"fast":{"modelId":"arn","baseModelId":"base","geographic":false,"fallbacks":${fallbacks}}}`;

describe('the settings of chat', () => {
  const environment = chatEnvironment('http://127.0.0.1:1');

  it('are read out of what the stack sets', () => {
    expect(chatSettings(environment)).toMatchObject({
      env: 'test',
      level: 'DEBUG',
      settings: { defaultModel: 'fast', maxOutputTokens: 1_000, guardrail: { id: 'guardrail-id', version: '3' } },
    });
  });

  it.each([
    ['MODELS', 'fast', 'MODELS must be JSON'],
    ['MODELS', '{}', 'MODELS must map aliases to {modelId, baseModelId, geographic, fallbacks?, ...}'],
    [
      'MODELS',
      '{"fast":{"modelId":"arn"}}',
      'MODELS must map aliases to {modelId, baseModelId, geographic, fallbacks?, ...}',
    ],
    ['MODELS', fastWith('"spare"'), 'MODELS must map aliases to {modelId, baseModelId, geographic, fallbacks?, ...}'],
    ['MODELS', fastWith('["nobody"]'), 'MODELS must map the fallback "nobody" of "fast" as well'],
    ['MODELS', fastWith('["fast"]'), 'MODELS must name each model once in the fallbacks of "fast"'],
    ['DEFAULT_MODEL', 'slow', 'DEFAULT_MODEL must be one of the aliases in MODELS (fast), got "slow"'],
    ['DEFAULT_MODEL', 'constructor', 'DEFAULT_MODEL must be one of the aliases in MODELS (fast), got "constructor"'],
    ['LOG_LEVEL', 'LOUD', 'LOG_LEVEL must be one of DEBUG, INFO, WARN, ERROR, got "LOUD"'],
  ])('refuse %s=%s', (name, value, problem) => {
    expect(() => chatSettings({ ...environment, [name]: value })).toThrow(problem);
  });
});

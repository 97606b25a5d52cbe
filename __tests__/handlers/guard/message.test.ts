import fc from 'fast-check';
import { heardIn } from '../../../handlers/budget-guard/message';
import { budgetText, datadogText, LISTENING } from './messages';

const heard = (text: string) => heardIn(text, LISTENING);

describe('a message of AWS Budgets', () => {
  it('tells of a forecast, of a spent budget, and of a share that asks for nothing', () => {
    expect(heard(budgetText('FORECASTED', '$20,000.00'))).toEqual({ cause: 'forecast', word: 'alert' });
    expect(heard(budgetText('ACTUAL', '$20,000.00'))).toEqual({ cause: 'spent', word: 'alert' });
    expect(heard(budgetText('ACTUAL', '$16,000.00'))).toBe('nothing');
  });

  it.each([
    ['of another account', budgetText('ACTUAL', '$20,000.00', { account: '111111111111' })],
    ['of another budget', budgetText('ACTUAL', '$20,000.00', { name: 'llm-gateway-dev-monthly' })],
    ['of a type that we do not know', budgetText('PLANNED', '$20,000.00')],
    ['of an amount that is none', budgetText('ACTUAL', 'a lot')],
    ['that is only quoted', `FYI:\n${budgetText('ACTUAL', '$20,000.00')}`],
  ])('is not understood %s', (_, text) => expect(heard(text)).toBeUndefined());
});

describe('a message of Datadog', () => {
  it.each(['spend-hour', 'spend-day'])('tells of %s, whatever is around it', (cause) => {
    expect(heard(datadogText(cause, 'alert'))).toEqual({ cause, word: 'alert' });
    expect(heard(JSON.stringify({ body: datadogText(cause, 'recovered') }))).toEqual({ cause, word: 'recovered' });
    expect(heard(`<p>${datadogText(cause, 'alert')}</p>`)).toEqual({ cause, word: 'alert' });
  });

  it.each([
    ['of another environment', datadogText('spend-hour', 'alert', { env: 'dev' })],
    ['of another service', datadogText('spend-hour', 'alert', { service: 'llm' })],
    ['of a cause that is not its own', datadogText('spent', 'alert')],
    ['of a state that we do not know', datadogText('spend-hour', 'warning')],
    ['that says two things', datadogText('spend-hour', 'alert') + datadogText('spend-hour', 'recovered')],
    ['without the word', 'spends too much @sns-llm-gateway-prod-alerts'],
  ])('is not understood %s', (_, text) => expect(heard(text)).toBeUndefined());
});

it('is never the cause of an error, whatever it is', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void heard(text)));
});

import fc from 'fast-check';
import type { BudgetGuardEnv } from '../../../handlers/contract/env';
import { FIRST_MODE, type ModeValue } from '../../../handlers/contract/modes';
import { type SsmStandIn, ssmStandIn } from '../../../tools/ssm-stand-in/server';
import { type BundledHandler, bundledHandler } from '../bundled';
import { datadogEnvironment } from '../chat-environment';
import { budgetText, datadogText, GUARD_MODES, LISTENING, snsEvent } from './messages';

const NAME = '/llm-gateway-prod-mode';
const settings: BudgetGuardEnv = {
  ENV: LISTENING.env,
  SERVICE: LISTENING.service,
  LOG_LEVEL: 'DEBUG',
  MODE_PARAMETER: NAME,
  GUARD_MODES: JSON.stringify(GUARD_MODES),
  BUDGET_NAME: LISTENING.budgetName,
  BUDGET_ACCOUNT: LISTENING.accountId,
};

let ssm: SsmStandIn;
let guard: BundledHandler;
let clock = Date.now();
/** Later than everything before. */
const now = () => (clock += 1_000);

beforeAll(async () => {
  ssm = await ssmStandIn();
  guard = await bundledHandler('budget-guard', {
    ...settings,
    ...datadogEnvironment('http://127.0.0.1:9'),
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_SSM: ssm.url,
    NODE_NO_WARNINGS: '1',
  });
}, 30_000);
beforeEach(() => {
  ssm.reset();
  ssm.set(NAME, JSON.stringify(FIRST_MODE), now());
  guard.forget();
});
afterAll(async () => {
  guard.close();
  await ssm.close();
});

const standing = () => JSON.parse(ssm.get(NAME) ?? '') as ModeValue;
const tell = (text: string, at = now()) => guard.run(snsEvent({ text, at }));
const actions = () =>
  guard
    .lines()
    .flatMap((line) => (line.startsWith('{"e"') ? [JSON.parse(line) as { m: string; t: string[] }] : []))
    .filter(({ m }) => m === 'llm_service.guard.messages')
    .flatMap(({ t }) => t.filter((tag) => tag.startsWith('action:')));

describe('the budget guard', () => {
  it('sets the mode at an alert of Datadog, and takes it back when it is over', async () => {
    await tell(datadogText('spend-hour', 'alert'));
    expect(standing()).toMatchObject({ ...FIRST_MODE, alerts: { 'spend-hour': { mode: 'economy' } } });
    await tell(datadogText('spend-hour', 'recovered'));
    expect(standing()).toMatchObject({ alerts: { 'spend-hour': { mode: 'normal' } } });
    expect(actions()).toEqual(['action:changed', 'action:changed']);
    expect(guard.lines().join('\n')).toContain('"guard_cause":"spend-hour alert"');
  });

  it('keeps what AWS Budgets said, whatever Datadog says after it', async () => {
    await tell(budgetText('ACTUAL', '$20,000.00'));
    await tell(datadogText('spend-hour', 'alert'));
    await tell(datadogText('spend-hour', 'recovered'));
    expect(standing().alerts).toMatchObject({ spent: { mode: 'cache-only' }, 'spend-hour': { mode: 'normal' } });
    expect(actions()).toEqual(['action:changed', 'action:kept', 'action:kept']);
  });

  it('does nothing twice: not for a copy, not for an older word, not for half of the budget', async () => {
    const at = now();
    await tell(datadogText('spend-hour', 'recovered'), at + 500);
    await tell(datadogText('spend-hour', 'recovered'), at + 500);
    await tell(datadogText('spend-hour', 'alert'), at);
    await tell(budgetText('ACTUAL', '$10,000.00'));
    expect(standing().alerts).toMatchObject({ 'spend-hour': { mode: 'normal' } });
    expect(ssm.calls.filter(({ operation }) => operation === 'PutParameter')).toHaveLength(1);
    expect(new Set(actions())).toEqual(new Set(['action:kept']));
  });

  it('deals with each message of an event', async () => {
    await guard.run(
      snsEvent(
        { text: datadogText('spend-day', 'alert'), at: now() },
        { text: 'something else', at: now() },
        { text: budgetText('FORECASTED', '$20,000.00'), at: now() },
      ),
    );
    expect(Object.keys(standing().alerts ?? {})).toEqual(['spend-day', 'forecast']);
    expect(actions()).toEqual(['action:changed', 'action:not-understood', 'action:kept']);
  });

  it('begins anew where the parameter holds no mode', async () => {
    ssm.set(NAME, 'off');
    await tell(datadogText('spend-hour', 'alert'));
    expect(standing()).toMatchObject({ mode: 'normal', by: 'budget-guard', alerts: { 'spend-hour': {} } });
  });

  it.each([
    ['SSM refuses it', { kind: 'exception', name: 'AccessDeniedException' }],
    ['SSM fails', { kind: 'exception', name: 'InternalServerError', status: 500 }],
    ['SSM throttles', { kind: 'exception', name: 'ThrottlingException' }],
  ] as const)('fails, so that Lambda tries again, when %s', async (_, fault) => {
    ssm.failAlways(fault);
    await expect(tell(datadogText('spend-hour', 'alert'))).rejects.toThrow(fault.name);
    expect(actions()).toEqual(['action:failed']);
    ssm.reset();
  });

  it('tries again by itself what SSM fails at once', async () => {
    ssm.fail({ kind: 'exception', name: 'ThrottlingException' });
    await tell(datadogText('spend-hour', 'alert'));
    expect(standing().alerts).toMatchObject({ 'spend-hour': { mode: 'economy' } });
    ssm.fail({ kind: 'malformed' });
    await expect(tell(datadogText('spend-day', 'alert'))).rejects.toThrow();
    expect(actions()).toEqual(['action:changed', 'action:failed']);
  });

  it('throws nothing at whatever else it is told, and shows none of it', async () => {
    const anything = fc.oneof(
      fc.anything().map((value) => JSON.parse(JSON.stringify(value) ?? 'null') as unknown),
      fc.string().map((text) => snsEvent({ text: `canary-9c ${text}`, at: 0 })),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (event) => {
        await guard.run(event);
      }),
      { numRuns: 50 },
    );
    expect(standing()).toEqual(FIRST_MODE);
    expect(guard.lines().join('\n')).not.toContain('canary-9c');
  });
});

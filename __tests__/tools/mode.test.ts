import { dev } from '../../stacks/config/environments/dev';
import { deployedMode } from '../../tools/mode/deployed-mode';
import { modeOptions } from '../../tools/mode/options';
import { type SsmStandIn, ssmStandIn } from '../../tools/ssm-stand-in/server';

const NOW = Date.parse('2026-11-25T10:00:00Z');
const options = (...args: string[]) => modeOptions(args, ['dev', 'prod'], NOW);

describe('the options of npm run mode', () => {
  it('show a mode, or set it with a reason and an end', () => {
    expect(options('prod')).toEqual({ env: 'prod' });
    expect(options('prod', 'economy', '--why', 'dear', '--until', '2h')).toEqual({
      env: 'prod',
      set: { mode: 'economy', why: 'dear', until: '2026-11-25T12:00:00.000Z' },
    });
    expect(options('prod', 'blocked', '--why', 'x', '--until', '2026-12-01T08:00:00+01:00')).toMatchObject({
      set: { until: '2026-12-01T07:00:00.000Z' },
    });
  });

  it.each([
    [[], 'name one of the environments dev, prod, got nothing'],
    [['stage'], 'got stage'],
    [['prod', 'off'], 'a mode is one of'],
    [['prod', 'blocked'], '--why is required'],
    [['prod', 'blocked', 'for', '--why', 'x'], 'too many words'],
    [['prod', 'blocked', '--why', 'x', '--until', 'tomorrow'], '--until must be'],
    [['prod', 'blocked', '--why', 'x', '--until', '2026-11-25T09:00:00Z'], '--until must be'],
    [['prod', '--unitl', '2h'], '--unitl'],
  ])('refuse %j', (args, problem) => {
    expect(options(...args)).toEqual({ problem: expect.stringContaining(problem) });
  });
});

describe('the mode of a deployed environment', () => {
  const name = '/llm-gateway-dev-mode';
  const before = { ...process.env };
  let ssm: SsmStandIn;

  beforeAll(async () => {
    ssm = await ssmStandIn();
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_SSM: ssm.url,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    });
  });
  afterAll(async () => {
    process.env = before;
    await ssm.close();
  });
  beforeEach(() => ssm.reset());

  const run = (set?: Parameters<typeof deployedMode>[1]) => deployedMode(dev, set, { by: 'ada', now: NOW });

  it('is set and told, with who, why and until when', async () => {
    const until = '2026-11-25T12:00:00.000Z';
    expect(await run({ mode: 'economy', why: 'dear', until })).toBe(
      `economy: one cheaper model answers everybody, with a lower ceiling of tokens\neconomy set by ada: dear; until ${until}\n`,
    );
    expect(JSON.parse(ssm.get(name) ?? '')).toEqual({ mode: 'economy', why: 'dear', until, by: 'ada' });
  });

  it('is told with what the budget guard has heard', async () => {
    const at = '2026-11-25T09:00:00Z';
    const alerts = { 'spend-hour': { mode: 'economy', at, until: '2026-11-25T12:00:00Z' } };
    ssm.set(name, JSON.stringify({ mode: 'normal', by: 'terraform', why: 'x', alerts }));
    expect(await run()).toContain(`budget guard, spend-hour: economy since ${at}, until 2026-11-25T12:00:00Z`);
    ssm.set(name, 'off');
    expect(await run()).toContain('holds no mode');
  });

  it.each([
    ['AccessDeniedException', 'ssm:PutParameter'],
    ['ParameterNotFound', '111111111111'],
    ['ExpiredTokenException', 'aws sso login'],
    ['InternalServerError', 'InternalServerError'],
  ])('says what to do about %s', async (kind, words) => {
    ssm.failAlways({ kind: 'exception', name: kind });
    await expect(run()).rejects.toMatchObject({ problems: [expect.stringContaining(words)] });
  });
});

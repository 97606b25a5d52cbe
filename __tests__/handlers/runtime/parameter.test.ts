import { ssmParameter } from '../../../handlers/runtime/parameter';
import { type SsmStandIn, ssmStandIn } from '../../../tools/ssm-stand-in/server';

let ssm: SsmStandIn;

beforeAll(async () => {
  ssm = await ssmStandIn();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SSM: ssm.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});
beforeEach(() => ssm.reset());
afterAll(() => ssm.close());

describe('a parameter', () => {
  it('is read as it was written, with when that was', async () => {
    const parameter = ssmParameter('/mode', { attempts: 1, callMs: 1_000 });
    await parameter.write('one');
    const { text, changedAt } = await parameter.read();
    expect([text, Math.abs(Date.now() - changedAt) < 60_000]).toEqual(['one', true]);
  });

  it('is asked for again when SSM is silent, and given up after so many tries', async () => {
    ssm.set('/mode', 'one');
    ssm.fail({ kind: 'hang' });
    const parameter = ssmParameter('/mode', { attempts: 2, callMs: 50 });
    expect((await parameter.read()).text).toBe('one');
    ssm.failAlways({ kind: 'hang' });
    await expect(parameter.read()).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(ssm.calls).toHaveLength(4);
  });

  it('is an error where there is none', async () => {
    const parameter = ssmParameter('/nothing', { attempts: 1, callMs: 1_000 });
    await expect(parameter.read()).rejects.toMatchObject({ name: 'ParameterNotFound' });
  });
});

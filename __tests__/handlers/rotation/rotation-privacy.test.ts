import { METRICS } from '../../../handlers/contract/metrics';
import { REPORT_EVENT, ROTATION_STEPS } from '../../../handlers/contract/rotation';
import { CALL_FAULTS } from '../../../tools/stand-in/faulty-server';
import { type Agent, agent } from '../agent';
import { DATADOG_LAYER, datadogEnvironment } from '../chat-environment';
import { type BundledRotation, bundledRotation } from './bundled-rotation';

let extension: Agent;
let rotation: BundledRotation;
beforeAll(async () => {
  extension = await agent();
  rotation = await bundledRotation(datadogEnvironment(extension.url), [DATADOG_LAYER]);
});
afterAll(async () => {
  await rotation.close();
  await extension.close();
});

/** Points of a metric among what was written to standard output. */
const points = (name: string): { v: number; t: string[] }[] =>
  rotation.handler
    .lines()
    .filter((line) => line.startsWith('{"e":'))
    .map((line) => JSON.parse(line) as { m: string; v: number; t: string[] })
    .filter(({ m }) => m === name);

describe('what a rotation tells', () => {
  it('is each step with its outcome, and how old both keys are', async () => {
    const world = rotation.reset();
    await rotation.rotate(world, 'version-3');
    await rotation.handler.run(REPORT_EVENT);
    expect(
      points(METRICS.secretRotations.name).map(({ t }) => t.filter((tag) => /^(step|outcome|secret):/.test(tag))),
    ).toEqual(
      [...ROTATION_STEPS, 'report'].map((step) =>
        expect.arrayContaining([`step:${step}`, 'outcome:ok', 'secret:datadog-api-key']),
      ),
    );
    const ages = points(METRICS.secretAge.name);
    expect(ages.map(({ t }) => t.find((tag) => tag.startsWith('secret:')))).toEqual([
      'secret:datadog-api-key',
      'secret:datadog-application-key',
    ]);
    expect(ages[0]?.v).toBeCloseTo(0, 2);
    expect(ages[1]?.v).toBeCloseTo(90, 2);
  });

  it('is never a key, whatever goes wrong', async () => {
    const world = rotation.reset();
    world.apiKey.startRotation('version-3');
    const errors: string[] = [];
    const asked = [
      ['createSecret', 'POST /api/v2/api_keys'],
      ['createSecret', 'PutSecretValue'],
      ['testSecret', 'GET /api/v1/validate'],
      ['finishSecret', 'DELETE /api/v2/api_keys/:id'],
      ['finishSecret', 'GetSecretValue'],
    ] as const;
    for (const [step, call] of asked) {
      for (const fault of CALL_FAULTS.filter((one) => one !== 'hang')) {
        const server = call.includes('/') ? rotation.datadog : rotation.aws;
        server.fail(call, fault, 10);
        await rotation.step(step, 'version-3').catch((error: unknown) => errors.push(String(error)));
        server.forget();
      }
      await rotation.step(step, 'version-3');
    }
    await rotation.handler.run(REPORT_EVENT);
    // one span is enough to know that spans are sent at all
    await extension.waitFor(({ path, body }) => path === '/v0.4/traces' && body.includes('/api/v1/validate'));

    const secrets = [...new Set([...world.keys.all().map(({ value }) => value), world.keys.applicationKey])];
    expect(secrets.length).toBeGreaterThan(3);
    const told = [...rotation.handler.lines(), ...errors, ...extension.sent.map(({ body }) => body)].join('\n');
    expect(told.length).toBeGreaterThan(1_000);
    for (const secret of secrets) expect(told).not.toContain(secret);
  });
});

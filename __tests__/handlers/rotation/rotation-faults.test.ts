import { REPORT_EVENT, type RotationFailure } from '../../../handlers/contract/rotation';
import { CALL_FAULTS, type CallFault } from '../../../tools/stand-in/faulty-server';
import { type BundledRotation, bundledRotation } from './bundled-rotation';
import { deadLabels, NAME_PREFIX, ownKeys, type World } from './world';

let rotation: BundledRotation;
beforeAll(async () => {
  rotation = await bundledRotation();
});
afterAll(() => rotation.close());

/** Every call that a step makes. */
const CALLS = {
  createSecret: ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'GET /api/v2/api_keys', 'POST /api/v2/api_keys'],
  setSecret: ['DescribeSecret'],
  testSecret: ['DescribeSecret', 'GetSecretValue', 'GET /api/v1/validate'],
  finishSecret: [
    'DescribeSecret',
    'GetSecretValue',
    'UpdateSecretVersionStage',
    'GET /api/v2/api_keys',
    'DELETE /api/v2/api_keys/:id',
  ],
  report: ['GetSecretValue', 'GET /api/v2/api_keys'],
} as const;
type Step = keyof typeof CALLS;
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const satisfies readonly Step[];

const isDatadogs = (call: string): boolean => call.includes('/');

/** What a step says when a call fails so, again and again. */
function failureOf(call: string, fault: CallFault): RotationFailure {
  if (!isDatadogs(call)) return fault === 'refuse' ? 'secret-refused' : 'secret-unavailable';
  const codes: Readonly<Record<CallFault, RotationFailure>> = {
    throttle: 'datadog-throttled',
    // to the validation, a refusal is its answer
    refuse: call.endsWith('validate') ? 'key-invalid' : 'datadog-refused',
    error: 'datadog-unavailable',
    malformed: 'datadog-malformed',
    cut: 'datadog-unreachable',
    lost: 'datadog-unreachable',
    hang: 'datadog-unreachable',
  };
  return codes[fault];
}

/** Calls that change something: only of them does it matter whether they were carried out before they failed. */
const CHANGES = /^(Put|Update|POST|DELETE)/;

/** All of Datadog's calls, and those of AWS that write: each costs the test the time it waits. */
const MAY_HANG = /^(GET|POST|DELETE) |^(Put|Update)/;

const MEETS: Readonly<Partial<Record<CallFault, RegExp>>> = { lost: CHANGES, hang: MAY_HANG };

const matrix = Object.entries(CALLS).flatMap(([step, calls]) =>
  calls.flatMap((call) =>
    CALL_FAULTS.filter((fault) => MEETS[fault]?.test(call) ?? true).map((fault) => ({
      step: step as Step,
      call,
      fault,
    })),
  ),
);

/** Little for what waits in vain, so that the tests do not. What is kept back is in it. */
const timeFor = (fault: CallFault): number | undefined => (fault === 'hang' ? 2_300 : undefined);

/** Where a rotation stands before a step. */
function standing(step: Step): World {
  const world = rotation.reset();
  world.apiKey.startRotation('version-3');
  if (step !== 'createSecret' && step !== 'report') {
    world.apiKey.put('version-3', world.keys.create(`${NAME_PREFIX}version-3`).value, ['AWSPENDING']);
  }
  return world;
}

/** Runs a step; what it threw, or nothing. */
async function failed(step: Step, fault: CallFault): Promise<string> {
  try {
    if (step === 'report') await rotation.handler.run(REPORT_EVENT, timeFor(fault));
    else await rotation.step(step, 'version-3', timeFor(fault));
    return 'ok';
  } catch (error) {
    return String(error);
  }
}

describe('every fault of every call in every step', () => {
  it.each(matrix)(
    '$fault of $call in $step, once and for long: nothing that is held is revoked, and the next try ends it',
    async ({ step, call, fault }) => {
      const world = standing(step);
      const server = isDatadogs(call) ? rotation.datadog : rotation.aws;
      const expected = failureOf(call, fault);
      for (const times of fault === 'hang' ? [100] : [1, 100]) {
        server.fail(call, fault, times);
        const said = await failed(step, fault);
        // the rotation is over when the key that nobody holds cannot be revoked
        const swapped = world.apiKey.versionAt('AWSCURRENT') === 'version-3';
        if (times === 1 || swapped || said === 'ok') expect(said).toMatch(new RegExp(`^ok$|${expected}`));
        else expect(said).toContain(expected);
        expect(deadLabels(world)).toEqual([]);
        server.forget();
      }

      const from = step === 'report' ? 0 : STEPS.indexOf(step);
      for (const again of STEPS.slice(from)) await rotation.step(again, 'version-3');
      expect(deadLabels(world)).toEqual([]);
      expect(world.apiKey.versionAt('AWSCURRENT')).toBe('version-3');
      expect(world.apiKey.versionAt('AWSPREVIOUS')).toBe('version-2');
      expect(new Set(ownKeys(world))).toEqual(new Set(['version-2', 'version-3']));
    },
  );
});

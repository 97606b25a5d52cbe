import fc from 'fast-check';
import { RELOAD_SECONDS, ROTATION_STEPS } from '../../../handlers/contract/rotation';
import type { DatadogKeys } from '../../../handlers/rotate-datadog-key/datadog-keys';
import { rotate } from '../../../handlers/rotate-datadog-key/rotate';
import type { RotationDependencies } from '../../../handlers/rotate-datadog-key/rotation-dependencies';
import { RotationError } from '../../../handlers/rotate-datadog-key/rotation-error';
import type { SecretStore } from '../../../handlers/rotate-datadog-key/secret-store';
import { SecretsManagerError } from '../../../tools/secrets-manager-stand-in/secrets';
import {
  API_KEY_SECRET,
  APPLICATION_KEY_SECRET,
  bootstrapped,
  DAY_MS,
  deadLabels,
  event,
  NAME_PREFIX,
  ownKeys,
  type World,
} from './world';

const HOUR_MS = 3_600_000;

/** What happens to the rotation: steps in any order and number, each of which may break off at any of its calls. */
type Happening =
  | { readonly kind: 'start' }
  | { readonly kind: 'give-up' }
  | {
      readonly kind: 'step';
      readonly step: (typeof ROTATION_STEPS)[number];
      /** The call at which it breaks off, from 0; none: it does not. */
      readonly breaksAt: number | undefined;
      /** Whether that call is carried out all the same. */
      readonly lost: boolean;
    }
  | { readonly kind: 'time'; readonly hours: number }
  /** A rotation from its start, with a pause before its last step, which may break off and then is not asked for again. */
  | { readonly kind: 'rotation'; readonly pauseHours: number; readonly breaksAt: number | undefined };

const hours = fc.constantFrom(0.1, 0.9, 1.1, 24, 47, 49, 720);
const breaksAt = fc.option(fc.nat(12), { nil: undefined });

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ kind: 'start' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'give-up' } as const) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('step' as const),
      step: fc.constantFrom(...ROTATION_STEPS),
      breaksAt,
      lost: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('time' as const), hours }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('rotation' as const),
      pauseHours: fc.oneof(fc.constant(0), hours),
      breaksAt,
    }),
  },
);

/** The rotation beside both services, without a network between them, and a clock that is turned by hand. */
class Simulation {
  nowMs = Date.parse('2026-01-01T00:00:00Z');
  readonly world: World = bootstrapped(() => this.nowMs);
  readonly #heldUntil = new Map<string, number>();
  #version = 0;
  #callsLeft: number | undefined;
  #lost = false;

  get version(): string {
    return `version-${this.#version}`;
  }

  start(): void {
    try {
      this.world.apiKey.startRotation(`version-${this.#version + 1}`);
      this.#version += 1;
    } catch (error) {
      if (!(error instanceof SecretsManagerError)) throw error;
    }
  }

  /** What the runbook tells people to do with a rotation that does not end. */
  giveUp(): void {
    const { apiKey } = this.world;
    const pending = apiKey.versionAt('AWSPENDING');
    if (pending !== undefined) apiKey.updateStage('AWSPENDING', undefined, pending);
  }

  async step(step: string, breaksAt?: number, lost = false): Promise<void> {
    this.#callsLeft = breaksAt;
    this.#lost = lost;
    const dependencies: RotationDependencies = {
      settings: {
        apiKeySecret: API_KEY_SECRET,
        applicationKeySecret: APPLICATION_KEY_SECRET,
        namePrefix: NAME_PREFIX,
      },
      store: this.#store,
      keys: this.#keys,
      telemetry: { count: () => undefined, flush: () => Promise.resolve() },
      log: () => undefined,
      // no time for a second attempt within the step: the next step is one
      remainingMs: () => -1,
      now: () => new Date(this.nowMs),
    };
    await rotate(event(step, this.version), dependencies).catch((error: unknown) => {
      if (!(error instanceof RotationError) || error.code === 'internal') throw error;
    });
  }

  async rotation(pauseHours: number, endsAt?: number): Promise<void> {
    this.giveUp();
    this.start();
    for (const step of ROTATION_STEPS) {
      if (step === 'finishSecret') this.nowMs += pauseHours * HOUR_MS;
      await this.step(step, step === 'finishSecret' ? endsAt : undefined);
    }
  }

  /** Keys that an Extension may hold: in use now, or within its reload interval. */
  #stillHeld(): string[] {
    const current = this.world.apiKey.valueAt('AWSCURRENT')?.trim();
    if (current !== undefined) this.#heldUntil.set(current, this.nowMs + RELOAD_SECONDS * 1_000);
    return [...this.#heldUntil].filter(([, until]) => until > this.nowMs).map(([value]) => value);
  }

  /** Throws when somebody holds a key that is not valid any more. */
  holds(): void {
    const lost = [...deadLabels(this.world), ...this.#stillHeld().filter((value) => !this.world.keys.knows(value))];
    // no expect(): it is called some ten thousand times
    if (lost.length > 0) throw new Error(`revoked, and held: ${lost.join(', ')}`);
  }

  readonly #call = async <T>(work: () => T): Promise<T> => {
    this.#stillHeld();
    const breaks = this.#callsLeft === 0;
    if (this.#callsLeft !== undefined) this.#callsLeft -= 1;
    if (breaks && !this.#lost) throw new RotationError('datadog-unreachable');
    const done = work();
    this.holds();
    if (breaks) throw new RotationError('datadog-unreachable');
    return done;
  };

  readonly #secret = (arn: string) => {
    const secret = this.world.secrets[arn];
    if (secret === undefined) throw new Error(`no secret ${arn}`);
    return secret;
  };

  readonly #store: SecretStore = {
    describe: (arn) => this.#call(() => ({ rotates: true, stages: this.#secret(arn).stages() })),
    value: (arn, version) =>
      this.#call(() => {
        try {
          const found = this.#secret(arn).read(version === 'AWSCURRENT' ? { label: version } : { id: version.id });
          return { value: found.value.trim(), since: new Date(found.createdMs) };
        } catch (error) {
          if (error instanceof SecretsManagerError) return undefined;
          throw error;
        }
      }),
    putPending: (arn, version, value) =>
      this.#call(() => {
        try {
          this.#secret(arn).put(version, value, ['AWSPENDING']);
        } catch (error) {
          if (!(error instanceof SecretsManagerError && error.name === 'ResourceExistsException')) throw error;
        }
      }),
    makeCurrent: (arn, version, before) =>
      this.#call(() => this.#secret(arn).updateStage('AWSCURRENT', version, before)),
    dropPending: (arn, version) => this.#call(() => this.#secret(arn).updateStage('AWSPENDING', undefined, version)),
  };

  readonly #keys: DatadogKeys = {
    list: (_, prefix) =>
      this.#call(() =>
        this.world.keys
          .all()
          .filter(({ name }) => name.startsWith(prefix))
          .map(({ id, name, value }) => ({ id, name, last4: value.slice(-4) })),
      ),
    read: (_, id) => this.#call(() => (this.world.keys.showsOnce ? undefined : this.world.keys.at(id)?.value)),
    create: (_, name) => this.#call(() => this.world.keys.create(name).value),
    revoke: (_, id) => this.#call(() => void this.world.keys.revoke(id)),
    validate: (value) => this.#call(() => this.world.keys.validate(value)),
  };
}

describe('whatever happens to a rotation', () => {
  it('never revokes a key that somebody holds, and leaves two of its own when it is let be', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 40 }), fc.boolean(), async (happenings, showsOnce) => {
        const simulation = new Simulation();
        simulation.world.keys.showsOnce = showsOnce;
        for (const one of happenings) {
          if (one.kind === 'start') simulation.start();
          else if (one.kind === 'give-up') simulation.giveUp();
          else if (one.kind === 'time') simulation.nowMs += one.hours * HOUR_MS;
          else if (one.kind === 'rotation') await simulation.rotation(one.pauseHours, one.breaksAt);
          else await simulation.step(one.step, one.breaksAt, one.lost);
          simulation.holds();
        }
        // three rotations as they should be, a month apart
        for (let month = 0; month < 3; month += 1) {
          simulation.nowMs += 30 * DAY_MS;
          await simulation.rotation(0);
          simulation.holds();
        }
        const { world, version } = simulation;
        expect(world.apiKey.versionAt('AWSCURRENT')).toBe(version);
        expect(ownKeys(world)).toHaveLength(2);
      }),
      { numRuns: 200 },
    );
  });
});

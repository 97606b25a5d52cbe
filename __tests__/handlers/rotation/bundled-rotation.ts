import { ROTATION_STEPS } from '../../../handlers/contract/rotation';
import { StandInKeys } from '../../../tools/datadog-stand-in/api-keys';
import { datadogStandIn } from '../../../tools/datadog-stand-in/server';
import type { StandInSecret } from '../../../tools/secrets-manager-stand-in/secrets';
import { secretsManagerStandIn } from '../../../tools/secrets-manager-stand-in/server';
import type { FaultyServer } from '../../../tools/stand-in/faulty-server';
import { type BundledHandler, bundledHandler } from '../bundled';
import { NO_JITTER } from '../chat-environment';
import { event, rotatedTwice, rotationEnvironment, type World } from './world';

/** The function out of its bundle, with the real SDK, between a Secrets Manager and a Datadog of ours. */
export interface BundledRotation {
  readonly handler: BundledHandler;
  readonly aws: FaultyServer;
  readonly datadog: FaultyServer;
  /** Begins anew, with the world that `make` gives. */
  reset(make?: (keys: StandInKeys) => World): World;
  /** One step, as Secrets Manager asks for it. @throws what the function throws */
  step(step: string, version: string, remainingMs?: number): Promise<void>;
  /** All steps of a rotation. */
  rotate(world: World, version: string): Promise<void>;
  close(): Promise<void>;
}

export async function bundledRotation(
  more: Readonly<Record<string, string>> = {},
  preload: readonly string[] = [],
): Promise<BundledRotation> {
  const keys = new StandInKeys();
  const secrets: Record<string, StandInSecret> = {};
  const [aws, datadog] = await Promise.all([secretsManagerStandIn(secrets), datadogStandIn(keys)]);
  const environment = { ...rotationEnvironment({ aws: aws.url, datadog: datadog.url }), ...more };
  const handler = await bundledHandler('rotate-datadog-key', environment, [NO_JITTER, ...preload]);
  const step = (name: string, version: string, remainingMs?: number) => handler.run(event(name, version), remainingMs);
  return {
    handler,
    aws,
    datadog,
    step,
    reset: (make = rotatedTwice) => {
      keys.clear();
      aws.forget();
      datadog.forget();
      handler.forget();
      const world = make(keys);
      Object.assign(secrets, world.secrets);
      return world;
    },
    rotate: async ({ apiKey }, version) => {
      apiKey.startRotation(version);
      for (const name of ROTATION_STEPS) await step(name, version);
    },
    close: async () => {
      handler.close();
      await Promise.all([aws.close(), datadog.close()]);
    },
  };
}

import { ROTATED_SECRETS, ROTATION_PATIENCE } from '../contract/rotation';
import { credentials } from './credentials';
import { MS_IN_A_DAY } from './days';
import { patiently } from './patience';
import type { RotationDependencies } from './rotation-dependencies';
import { RotationError } from './rotation-error';

/**
 * Says how old both keys are, and tries what the next rotation will need. What can be reported is, before anything is
 * complained of.
 *
 * @throws RotationError when a key is not there, or the application key may not list keys any more
 */
export async function reportAges(dependencies: RotationDependencies): Promise<void> {
  const { store, keys, settings, telemetry, remainingMs, now } = dependencies;
  const secrets = [
    [ROTATED_SECRETS.apiKey, settings.apiKeySecret],
    [ROTATED_SECRETS.applicationKey, settings.applicationKeySecret],
  ] as const;
  const looked = await Promise.allSettled(
    secrets.map(async ([secret, arn]) => {
      const found = await store.value(arn, 'AWSCURRENT');
      if (found === undefined) throw new RotationError('no-value');
      telemetry.count('secretAge', (now().getTime() - found.since.getTime()) / MS_IN_A_DAY, { secret });
    }),
  );
  for (const one of looked) if (one.status === 'rejected') throw one.reason;
  const us = await credentials(dependencies);
  await patiently(() => keys.list(us, settings.namePrefix), { ...ROTATION_PATIENCE, remainingMs });
}

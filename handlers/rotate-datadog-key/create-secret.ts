import { ROTATION_PATIENCE } from '../contract/rotation';
import { credentials } from './credentials';
import { patiently } from './patience';
import type { RotationDependencies } from './rotation-dependencies';

/**
 * Makes a Datadog API key and puts it under the version, unless it is there already.
 *
 * The key is named after the version, so that an attempt after one that broke off finds what that one made. Where the
 * organisation shows a key only once, such a key cannot be read again: another one is made beside it, and the first goes with
 * its version.
 */
export async function createSecret(version: string, dependencies: RotationDependencies): Promise<void> {
  const { store, keys, settings, remainingMs } = dependencies;
  if ((await store.value(settings.apiKeySecret, { id: version })) !== undefined) return;

  const us = await credentials(dependencies);
  const name = `${settings.namePrefix}${version}`;
  const value = await patiently(
    async () => {
      for (const { id } of (await keys.list(us, name)).filter((key) => key.name === name)) {
        const made = await keys.read(us, id);
        if (made !== undefined) return made;
      }
      return keys.create(us, name);
    },
    { ...ROTATION_PATIENCE, remainingMs },
  );
  await store.putPending(settings.apiKeySecret, version, value);
}

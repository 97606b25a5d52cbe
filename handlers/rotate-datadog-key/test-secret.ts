import { ROTATION_PATIENCE } from '../contract/rotation';
import { credentials } from './credentials';
import { patiently } from './patience';
import type { RotationDependencies } from './rotation-dependencies';
import { RotationError } from './rotation-error';

/**
 * Asks Datadog whether it takes the new key.
 *
 * Where rotation is switched on without rotating at once, Secrets Manager calls this step alone, and the version it tests
 * with may hold nothing: then it is the key in use that must work, and the application key be there.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html (RotateImmediately)
 */
export async function testSecret(version: string, dependencies: RotationDependencies): Promise<void> {
  const { store, keys, settings, remainingMs } = dependencies;
  const pending = await store.value(settings.apiKeySecret, { id: version });
  const key = pending?.value ?? (await credentials(dependencies)).apiKey;
  await patiently(
    async () => {
      if (!(await keys.validate(key))) throw new RotationError('key-invalid');
    },
    { attempts: ROTATION_PATIENCE.testAttempts, maxBackoffMs: ROTATION_PATIENCE.testMaxBackoffMs, remainingMs },
  );
}

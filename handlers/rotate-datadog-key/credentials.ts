import type { Credentials } from './datadog-keys';
import type { RotationDependencies } from './rotation-dependencies';
import { RotationError } from './rotation-error';

/** What speaks for us to Datadog: the API key in use and the application key. @throws RotationError `no-value` */
export async function credentials({
  store,
  settings,
}: Pick<RotationDependencies, 'store' | 'settings'>): Promise<Credentials> {
  const [apiKey, applicationKey] = await Promise.all(
    [settings.apiKeySecret, settings.applicationKeySecret].map((secret) => store.value(secret, 'AWSCURRENT')),
  );
  if (apiKey === undefined || applicationKey === undefined) throw new RotationError('no-value');
  return { apiKey: apiKey.value, applicationKey: applicationKey.value };
}

import { ROTATION_DAYS } from '../contract/rotation';
import { MS_IN_A_DAY } from './days';
import type { RotationDependencies } from './rotation-dependencies';
import { RotationError } from './rotation-error';
import type { SecretDescription } from './secret-store';

/** The version under a label, `AWSCURRENT`. */
export const versionAt = ({ stages }: Pick<SecretDescription, 'stages'>, label: string): string | undefined =>
  Object.entries(stages).find(([, labels]) => labels.includes(label))?.[0];

/**
 * Makes the new key the one in use; the one before becomes AWSPREVIOUS and stays valid, since Extensions still hold it.
 * What it has done already it leaves alone.
 *
 * @param described The secret before this step.
 */
export async function finishSecret(
  version: string,
  described: SecretDescription,
  { store, settings: { apiKeySecret }, now }: RotationDependencies,
): Promise<void> {
  const current = versionAt(described, 'AWSCURRENT');
  if (current !== version) {
    const pending = await store.value(apiKeySecret, { id: version });
    // Secrets Manager would move the label to a version that holds nothing
    if (pending === undefined) throw new RotationError('no-value');
    if (now().getTime() - pending.since.getTime() > ROTATION_DAYS * MS_IN_A_DAY) throw new RotationError('too-late');
    await store.makeCurrent(apiKeySecret, version, current);
  }
  if (described.stages[version]?.includes('AWSPENDING')) await store.dropPending(apiKeySecret, version);
}

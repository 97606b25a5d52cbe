import { RELOAD_SECONDS, ROTATION_DAYS, ROTATION_PATIENCE } from '../contract/rotation';
import { credentials } from './credentials';
import { MS_IN_A_DAY } from './days';
import { versionAt } from './finish-secret';
import { patiently } from './patience';
import type { RotationDependencies } from './rotation-dependencies';

/** A version that was made so long ago, and came into use, did so longer ago than any Extension keeps the one before it. */
const SETTLED_MS = ROTATION_DAYS * MS_IN_A_DAY + RELOAD_SECONDS * 1_000;

/**
 * Revokes keys of ours that nobody can hold any more: neither a labelled version of the secret nor an Extension. After a
 * rotation that is the key before the previous one, and what attempts that broke off have left behind. Keys that people
 * have made are not ours.
 *
 * @param version The one that this rotation made AWSCURRENT.
 * @returns `kept` when there are old keys that an Extension may still hold; the next rotation revokes them.
 */
export async function revokeOldKeys(version: string, dependencies: RotationDependencies): Promise<'ok' | 'kept'> {
  const { store, keys, settings, remainingMs, now } = dependencies;
  const patience = { ...ROTATION_PATIENCE, remainingMs };

  const described = await store.describe(settings.apiKeySecret);
  const held = new Map(
    await Promise.all(
      Object.keys(described.stages).map(async (id) => [id, await store.value(settings.apiKeySecret, { id })] as const),
    ),
  );
  // by value too: somebody may have put one of our keys back under a version of another name
  const endings = new Set([...held.values()].map((one) => one?.value.slice(-4)));

  const us = await credentials(dependencies);
  const ours = await patiently(() => keys.list(us, settings.namePrefix), patience);
  const old = ours.filter(
    ({ name, last4 }) => !held.has(name.slice(settings.namePrefix.length)) && !endings.has(last4),
  );
  if (old.length === 0) return 'ok';

  // an old key went out of use when the previous one came into it
  const previous = held.get(versionAt(described, 'AWSPREVIOUS') ?? '');
  const isSettled = previous !== undefined && now().getTime() - previous.since.getTime() >= SETTLED_MS;
  // a read that lags behind, or a label that somebody moved: then it is not known what was in use
  if (!isSettled || versionAt(described, 'AWSCURRENT') !== version) return 'kept';
  for (const { id } of old) await patiently(() => keys.revoke(us, id), patience);
  return 'ok';
}

import { ROTATED_SECRETS, type RotationOutcome } from '../contract/rotation';
import { createSecret } from './create-secret';
import { finishSecret } from './finish-secret';
import { reportAges } from './report-ages';
import { revokeOldKeys } from './revoke-old-keys';
import type { RotationDependencies } from './rotation-dependencies';
import { RotationError, reasonOf } from './rotation-error';
import { type Task, taskOf } from './rotation-event';
import { testSecret } from './test-secret';

/**
 * One step of the rotation of the Datadog API key, or a report in between. Each step may come again, and does what is left
 * of it to do.
 *
 * @throws RotationError, which makes Secrets Manager try again
 */
export async function rotate(event: unknown, dependencies: RotationDependencies): Promise<void> {
  const { telemetry, log } = dependencies;
  let step: Task['step'] | 'unknown' = 'unknown';
  let outcome: RotationOutcome = 'internal';
  try {
    const task = taskOf(event);
    step = task.step;
    outcome = task.step === 'report' ? await report(dependencies) : await rotation(task, dependencies);
    log(outcome === 'revoke-failed' ? 'warn' : 'info', 'rotation step ended', { step, outcome });
  } catch (error) {
    const known = error instanceof RotationError ? error : new RotationError('internal', reasonOf(error));
    outcome = known.code;
    log('error', 'rotation step failed', {
      step,
      outcome,
      ...(known.reason === undefined ? {} : { cause: known.reason }),
    });
    throw known;
  } finally {
    telemetry.count('secretRotations', 1, { secret: ROTATED_SECRETS.apiKey, step, outcome });
    await telemetry.flush();
  }
}

async function report(dependencies: RotationDependencies): Promise<RotationOutcome> {
  await reportAges(dependencies);
  return 'ok';
}

/** As AWS's template has it: https://github.com/aws-samples/aws-secrets-manager-rotation-lambdas/blob/master/SecretsManagerRotationTemplate/lambda_function.py */
async function rotation(
  { step, secret, version }: Extract<Task, { version: string }>,
  dependencies: RotationDependencies,
): Promise<RotationOutcome> {
  const { store, settings } = dependencies;
  if (secret !== settings.apiKeySecret) throw new RotationError('event-unknown');
  const described = await store.describe(settings.apiKeySecret);
  const labels = described.stages[version] ?? [];
  const done = labels.includes('AWSCURRENT');
  if (!described.rotates || !(done || labels.includes('AWSPENDING'))) throw new RotationError('not-staged');
  switch (step) {
    case 'createSecret':
      if (!done) await createSecret(version, dependencies);
      return 'ok';
    case 'setSecret':
      // Datadog knows the key since it made it, and Extensions read the secret
      return 'ok';
    case 'testSecret':
      if (!done) await testSecret(version, dependencies);
      return 'ok';
    case 'finishSecret':
      await finishSecret(version, described, dependencies);
      return revocation(version, dependencies);
  }
}

/** The rotation itself is over: an old key that stays valid is told, and left to the next one. */
async function revocation(version: string, dependencies: RotationDependencies): Promise<RotationOutcome> {
  try {
    return await revokeOldKeys(version, dependencies);
  } catch (error) {
    const cause = error instanceof RotationError ? (error.reason ?? error.code) : reasonOf(error);
    dependencies.log('warn', 'old keys could not be revoked', { step: 'finishSecret', cause });
    return 'revoke-failed';
  }
}

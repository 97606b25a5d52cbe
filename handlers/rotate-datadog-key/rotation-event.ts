import * as z from 'zod/mini';
import { REPORT_EVENT, ROTATION_STEPS, type RotationStep } from '../contract/rotation';
import { RotationError } from './rotation-error';

/** What the function is asked to do. */
export type Task =
  | { readonly step: RotationStep; readonly secret: string; readonly version: string }
  | { readonly step: 'report' };

const ofSecretsManager = z.object({
  Step: z.enum(ROTATION_STEPS),
  SecretId: z.string(),
  /** Id of the version that is being made, which Secrets Manager keeps when it tries again. */
  ClientRequestToken: z.string().check(z.minLength(1)),
});
const ofSchedule = z.object({ report: z.literal(REPORT_EVENT.report) });

/** @throws RotationError `event-unknown`, without a word of the event */
export function taskOf(event: unknown): Task {
  const rotation = ofSecretsManager.safeParse(event);
  if (rotation.success) {
    const { Step: step, SecretId: secret, ClientRequestToken: version } = rotation.data;
    return { step, secret, version };
  }
  if (ofSchedule.safeParse(event).success) return { step: 'report' };
  throw new RotationError('event-unknown');
}

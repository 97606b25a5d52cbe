import type { Context } from 'aws-lambda';
import { ROTATION_PATIENCE } from '../contract/rotation';
import { logger } from '../runtime/logger';
import { datadog } from '../runtime/telemetry';
import { datadogKeys } from './datadog-keys';
import { rotate } from './rotate';
import { secretStore } from './secret-store';
import { rotationSettings } from './settings';

const { env, service, level, url, settings } = rotationSettings();
const log = logger({ env, service, level });
const telemetry = datadog({ env, service }, log);

/** Of the invocation that runs; there never are two in one execution environment. */
let remaining = (): number => 0;
const remainingMs = () => remaining() - ROTATION_PATIENCE.reserveMs;
const store = secretStore(remainingMs);
const keys = datadogKeys(url, remainingMs);

/** As Secrets Manager calls it, and the schedule in between. */
export const handler = (event: unknown, context: Context): Promise<void> => {
  remaining = () => context.getRemainingTimeInMillis();
  return rotate(event, { settings, store, keys, telemetry, log, remainingMs, now: () => new Date() });
};

import type { ROTATION_ENV } from '../contract/env';
import { logLevel, type Readers, readSettings, text } from '../runtime/settings';
import type { RotationSettings } from './rotation-dependencies';

const READERS = {
  ENV: text,
  SERVICE: text,
  LOG_LEVEL: logLevel,
  DATADOG_API_URL: text,
  API_KEY_SECRET_ARN: text,
  APPLICATION_KEY_SECRET_ARN: text,
  KEY_NAME_PREFIX: text,
} satisfies Readers<(typeof ROTATION_ENV)[number]>;

/** @throws Error that names every variable that is missing. */
export function rotationSettings(environment?: Readonly<Record<string, string | undefined>>) {
  const read = readSettings(READERS, environment);
  const settings: RotationSettings = {
    apiKeySecret: read.API_KEY_SECRET_ARN,
    applicationKeySecret: read.APPLICATION_KEY_SECRET_ARN,
    namePrefix: read.KEY_NAME_PREFIX,
  };
  return { env: read.ENV, service: read.SERVICE, level: read.LOG_LEVEL, url: read.DATADOG_API_URL, settings };
}

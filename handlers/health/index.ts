import type { HEALTH_ENV } from '../contract/env';
import { logLevel, type Readers, readSettings, text } from '../runtime/settings';
import { health } from './health';

const {
  SERVICE: service,
  ENV: env,
  RELEASE: release,
} = readSettings({ ENV: text, SERVICE: text, LOG_LEVEL: logLevel, RELEASE: text } satisfies Readers<
  (typeof HEALTH_ENV)[number]
>);

export const handler = async () => health({ service, env, release });

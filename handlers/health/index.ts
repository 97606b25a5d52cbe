import { HEALTH_ENV } from '../contract/env';
import { readSettings } from '../runtime/settings';
import { health } from './health';

const { SERVICE: service, ENV: env, RELEASE: release } = readSettings(HEALTH_ENV);

export const handler = async () => health({ service, env, release });

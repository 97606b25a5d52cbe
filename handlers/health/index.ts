import type { HEALTH_ENV } from '../contract/env';
import { logLevel, type Reader, type Readers, readSettings, text } from '../runtime/settings';
import { type CheckTargets, deepCheck } from './deep-check';
import { type HealthEvent, health } from './health';

/** Well inside the function's timeout of five seconds. */
const TIMEOUT_MS = 2_000;
/** The most often that an uptime check asks. */
const KEEP_MS = 10_000;

/** Without a validator, which would weigh ten times what this function does. */
const targets: Reader<CheckTargets> = (value) => {
  const parsed: unknown = safelyParsed(value);
  const fits =
    typeof parsed === 'object' &&
    parsed !== null &&
    Object.values(parsed).every((target) => typeof target === 'string' && /^.+:\d+$/.test(target));
  if (!fits) throw new Error('must be a JSON object of name to host:port');
  return parsed as CheckTargets;
};

function safelyParsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

const {
  SERVICE: service,
  ENV: env,
  RELEASE: release,
  DEEP_CHECKS: checks,
} = readSettings({
  ENV: text,
  SERVICE: text,
  LOG_LEVEL: logLevel,
  RELEASE: text,
  DEEP_CHECKS: targets,
} satisfies Readers<(typeof HEALTH_ENV)[number]>);

const check =
  Object.keys(checks).length === 0 ? undefined : deepCheck(checks, { timeoutMs: TIMEOUT_MS, keepMs: KEEP_MS });

export const handler = (event: HealthEvent) => health(event, { service, env, release }, check);

import * as z from 'zod/mini';
import type { BUDGET_GUARD_ENV } from '../contract/env';
import type { GuardModes } from '../contract/guard';
import { logger } from '../runtime/logger';
import { ssmParameter } from '../runtime/parameter';
import { logLevel, type Reader, type Readers, readSettings, text } from '../runtime/settings';
import { datadog } from '../runtime/telemetry';
import { budgetGuard } from './budget-guard';

const mode = z.enum(['economy', 'cache-only', 'blocked']);
const shape = z.strictObject({ forecast: mode, spent: mode, 'spend-hour': mode, 'spend-day': mode });

const modes: Reader<GuardModes> = (value) => {
  try {
    return shape.parse(JSON.parse(value));
  } catch {
    throw new Error('must be JSON that gives each cause a mode other than normal');
  }
};

const settings = readSettings({
  ENV: text,
  SERVICE: text,
  LOG_LEVEL: logLevel,
  MODE_PARAMETER: text,
  GUARD_MODES: modes,
  BUDGET_NAME: text,
  BUDGET_ACCOUNT: text,
} satisfies Readers<(typeof BUDGET_GUARD_ENV)[number]>);

/** Nobody waits, and Lambda tries twice more; a read and a write must end within the function's 30 seconds. */
const PATIENCE = { attempts: 3, callMs: 3_000 };

const { ENV: env, SERVICE: service } = settings;
const log = logger({ env, service, level: settings.LOG_LEVEL });
const telemetry = datadog({ env, service, contentOnSpans: false }, log);
const parameter = ssmParameter(settings.MODE_PARAMETER, PATIENCE);

export const handler = (event: unknown) =>
  budgetGuard(event, {
    listening: { service, env, budgetName: settings.BUDGET_NAME, accountId: settings.BUDGET_ACCOUNT },
    modes: settings.GUARD_MODES,
    parameter,
    telemetry,
    log,
  });

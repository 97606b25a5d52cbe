import { Logger } from '@aws-lambda-powertools/logger';
import type { LogFields } from '../contract/log-fields';
import type { LogLevel } from './settings';

export type Log = (level: 'debug' | 'info' | 'warn' | 'error', message: string, fields?: LogFields) => void;

/** Structured JSON lines on standard output, which the Extension and CloudWatch both read. */
export function logger({
  service,
  env,
  level,
}: {
  readonly service: string;
  readonly env: string;
  readonly level: LogLevel;
}): Log {
  const powertools = new Logger({ serviceName: service, logLevel: level, persistentKeys: { env } });
  return (severity, message, fields = {}) => powertools[severity](message, { ...fields });
}

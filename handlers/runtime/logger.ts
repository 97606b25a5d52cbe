import { Logger } from '@aws-lambda-powertools/logger';
import type { LogLevel } from './settings';

/** What a log line may carry. A closed list, so that a prompt has no field to slip into. */
export interface LogFields {
  readonly request_id?: string;
  /** Tag of who calls: never a person's name. */
  readonly tenant?: string;
  readonly outcome?: string;
  readonly status?: number;
  readonly duration_ms?: number;
  readonly model?: string;
  readonly model_alias?: string;
  /** The fallback that is asked after a failure. */
  readonly next_model_alias?: string;
  /** This failure has opened the model's circuit: it is left out for a while. */
  readonly circuit?: 'opened';
  readonly stop_reason?: string;
  readonly input_tokens?: number;
  readonly output_tokens?: number;
  readonly cost_usd?: number;
  readonly attempts?: number;
  /** Names of the fields that did not fit, never their values. */
  readonly invalid_fields?: readonly string[];
  /** Class of the error underneath, `ThrottlingException`. */
  readonly cause?: string;
  /** Where it was thrown: files and lines, no message. */
  readonly stack?: string;
  /** Trace that the line belongs to, as Datadog correlates them. */
  readonly dd?: { readonly trace_id: string; readonly span_id: string };
}

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

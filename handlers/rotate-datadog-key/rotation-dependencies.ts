import type { Log } from '../runtime/logger';
import type { Telemetry } from '../runtime/telemetry';
import type { DatadogKeys } from './datadog-keys';
import type { SecretStore } from './secret-store';

export interface RotationSettings {
  /** ARN of the secret that is rotated. */
  readonly apiKeySecret: string;
  /** ARN of the secret that holds the application key. */
  readonly applicationKeySecret: string;
  /** Begins the name of each key that the function makes, and of no other. */
  readonly namePrefix: string;
}

export interface RotationDependencies {
  readonly settings: RotationSettings;
  readonly store: SecretStore;
  readonly keys: DatadogKeys;
  readonly telemetry: Pick<Telemetry, 'count' | 'flush'>;
  readonly log: Log;
  /** Milliseconds that the step still has. */
  remainingMs(): number;
  now(): Date;
}

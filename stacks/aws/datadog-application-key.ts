import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { Construct } from 'constructs';
import { APPLICATION_KEY_SCOPES, ROTATED_SECRETS } from '../../handlers/contract/rotation';
import type { ServiceConfig } from '../config/schema';
import { nameOf } from '../names';
import type { SecretPart } from '../parts';
import { addressOf } from './address';
import { RECOVERY_DAYS } from './datadog-api-key';

export interface DatadogApplicationKeyProps {
  readonly config: ServiceConfig;
  readonly kmsKeyArn: string;
  /** Days after which somebody must have put a new key there. */
  readonly maxDays: number;
}

/**
 * The secret that holds the application key by which API keys are made and revoked. Somebody puts it there out of band,
 * and renews it (docs/operations/rotate-keys.md): a key that could renew itself could do anything.
 */
export class DatadogApplicationKey extends Construct {
  readonly arn: string;
  readonly part: SecretPart;

  constructor(scope: Construct, id: string, { config, kmsKeyArn, maxDays }: DatadogApplicationKeyProps) {
    super(scope, id);

    const name = nameOf(config, ROTATED_SECRETS.applicationKey, 512);
    const secret = new SecretsmanagerSecret(this, 'secret', {
      name,
      description: `Datadog application key, scoped to ${APPLICATION_KEY_SCOPES.join(', ')}`,
      kmsKeyId: kmsKeyArn,
      recoveryWindowInDays: config.protectFromDestroy ? RECOVERY_DAYS.protected : RECOVERY_DAYS.unprotected,
      ...(config.protectFromDestroy ? { lifecycle: { preventDestroy: true } } : {}),
    });
    this.arn = secret.arn;
    this.part = {
      kind: 'secret',
      id: ROTATED_SECRETS.applicationKey,
      name,
      addresses: [addressOf(secret)],
      // nothing but a rotation needs it
      scope: [`secret:${ROTATED_SECRETS.applicationKey}`],
      renewal: { by: 'person', afterDays: maxDays },
    };
  }
}

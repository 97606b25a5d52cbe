import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { SecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/secretsmanager-secret-version';
import { type ITerraformDependable, TerraformVariable } from 'cdktf';
import { Construct } from 'constructs';
import { ROTATED_SECRETS } from '../../handlers/contract/rotation';
import type { ServiceConfig } from '../config/schema';
import { nameOf } from '../names';
import type { SecretPart } from '../parts';
import { addressOf } from './address';
import type { AwsEndpoint } from './network-endpoints';

export interface DatadogApiKeyProps {
  readonly config: ServiceConfig;
  readonly kmsKeyArn: string;
  /** Names of the functions that cannot report without it. */
  readonly readers: readonly string[];
}

/** Days in which a deleted secret can be brought back: a week where mistakes are cheap, a month where they are not. */
export const RECOVERY_DAYS = { unprotected: 7, protected: 30 };

/**
 * The secret that holds the Datadog API key as plain text, as the Extension wants it.
 *
 * Its value is never in code, state or plan: either it goes from an ephemeral variable into a write-only argument
 * (Terraform 1.11), or it is put there out of band. Where it is rotated, Terraform writes the first value and never again.
 */
export class DatadogApiKey extends Construct {
  readonly arn: string;
  /** To depend on: the secret has a value then, where Terraform puts one there. */
  readonly filled: readonly ITerraformDependable[];
  readonly part: SecretPart;
  /** What its readers need of the network. */
  readonly endpoint: AwsEndpoint;

  constructor(scope: Construct, id: string, { config, kmsKeyArn, readers }: DatadogApiKeyProps) {
    super(scope, id);

    const name = nameOf(config, 'datadog-api-key', 512);
    const secret = new SecretsmanagerSecret(this, 'secret', {
      name,
      description: 'Datadog API key, read by the Datadog Extension of each function',
      kmsKeyId: kmsKeyArn,
      recoveryWindowInDays: config.protectFromDestroy ? RECOVERY_DAYS.protected : RECOVERY_DAYS.unprotected,
      ...(config.protectFromDestroy ? { lifecycle: { preventDestroy: true } } : {}),
    });
    const { apiKey } = config.datadog;
    const filled: ITerraformDependable[] = [];
    if (apiKey.from === 'variable') {
      const value = new TerraformVariable(this, 'value', {
        type: 'string',
        sensitive: true,
        nullable: false,
        description: 'Datadog API key: TF_VAR_datadog_api_key_value. Never stored in state or plan.',
      });
      value.overrideLogicalId('datadog_api_key_value');
      // cdktf 0.21 has no property for it
      value.addOverride('ephemeral', true);
      filled.push(
        new SecretsmanagerSecretVersion(this, 'version', {
          secretId: secret.id,
          secretStringWo: value.stringValue,
          secretStringWoVersion: apiKey.version,
          // a raised version would put the variable in the place of what was rotated; a check refuses it, too
          ...(apiKey.rotation === undefined ? {} : { lifecycle: { ignoreChanges: ['secret_string_wo_version'] } }),
        }),
      );
    }

    this.arn = secret.arn;
    this.filled = filled;
    this.endpoint = {
      service: 'secretsmanager',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [secret.arn],
      carries: 'telemetry',
      scope: readers.map((reader) => `functionname:${reader}`),
    };
    const { rotation } = apiKey;
    this.part = {
      kind: 'secret',
      id: ROTATED_SECRETS.apiKey,
      name,
      addresses: [addressOf(secret)],
      // without the key the functions still run, but nothing of them arrives
      scope: [
        ...readers.map((reader) => `functionname:${reader}`),
        ...(rotation === undefined ? [] : [`secret:${ROTATED_SECRETS.apiKey}`]),
      ],
      ...(rotation === undefined ? {} : { renewal: { by: 'rotation', afterDays: rotation.everyDays } }),
    };
  }
}

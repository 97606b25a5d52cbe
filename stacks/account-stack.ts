import type { Construct } from 'constructs';
import { ApiGatewayLogging } from './aws/api-gateway-logging';
import { DatadogIntegrationRole } from './aws/datadog-integration-role';
import { awsProvider } from './aws/provider';
import { terraformSettings } from './aws/terraform-settings';
import { CheckedStack } from './checked-stack';
import type { AccountConfig } from './config/account-schema';
import { AccountObservability } from './datadog/account-observability';
import { AwsIntegration, ExternalId } from './datadog/aws-integration';
import { datadogProvider } from './datadog/provider';
import { accountStackOf, accountTagsOf } from './names';
import type { Grant, Part } from './parts';
import type { Surroundings } from './surroundings';

export interface AccountStackProps {
  readonly config: AccountConfig;
  readonly surroundings: Surroundings;
}

/** What exists once per AWS account and region: without it stages cannot log and Datadog sees no `aws.*` metric. */
export class AccountStack extends CheckedStack {
  readonly config: AccountConfig;
  readonly parts: readonly Part[];
  readonly grants: readonly Grant[];
  readonly observability: AccountObservability;

  constructor(scope: Construct, { config, surroundings }: AccountStackProps) {
    const tags = accountTagsOf(config);
    super(scope, accountStackOf(config), { ...config, tags }, surroundings);
    this.config = config;

    terraformSettings(this, { name: accountStackOf(config), backend: config.backend });
    awsProvider(this, { aws: config.aws, tags });
    datadogProvider(this, { site: config.datadog.site, tags });

    const logging = new ApiGatewayLogging(this, 'api-gateway-logging', { config });
    const externalId = new ExternalId(this, 'external-id').value;
    const { role } = new DatadogIntegrationRole(this, 'datadog-role', { config, externalId });
    const integration = new AwsIntegration(this, 'integration', {
      config,
      roleName: role.name,
      externalId,
      after: role.policy,
    });

    this.parts = [integration.part];
    this.grants = [...logging.grants, ...role.grants];
    this.observability = new AccountObservability(this, 'datadog', { config, parts: this.parts });
  }
}

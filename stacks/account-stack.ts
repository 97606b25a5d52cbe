import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { ApiGatewayLogging } from './aws/api-gateway-logging';
import { DatadogIntegrationRole } from './aws/datadog-integration-role';
import { awsProvider } from './aws/provider';
import { terraformSettings } from './aws/terraform-settings';
import { checkStack } from './check-stack';
import type { CheckResult } from './checks/checks';
import type { AccountConfig } from './config/account-schema';
import { AccountObservability } from './datadog/account-observability';
import { AwsIntegration, ExternalId } from './datadog/aws-integration';
import { datadogProvider } from './datadog/provider';
import { accountStackOf, accountTagsOf } from './names';
import type { Grant, Part } from './parts';
import { refuseWithFindings } from './refusals';
import type { Surroundings } from './surroundings';

export interface AccountStackProps {
  readonly config: AccountConfig;
  readonly surroundings: Surroundings;
}

/** What exists once per AWS account and region: without it stages cannot log and Datadog sees no `aws.*` metric. */
export class AccountStack extends TerraformStack {
  readonly config: AccountConfig;
  readonly parts: readonly Part[];
  readonly grants: readonly Grant[];
  readonly observability: AccountObservability;
  readonly #surroundings: Surroundings;
  #checked: CheckResult | undefined;
  #plan: object | undefined;

  constructor(scope: Construct, { config, surroundings }: AccountStackProps) {
    super(scope, accountStackOf(config));
    this.config = config;
    this.#surroundings = surroundings;
    const tags = accountTagsOf(config);

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

    refuseWithFindings(this);
  }

  /**
   * Nothing: cdktf resolves everything once more here, to find references to other stacks, of which there are none. A check,
   * every-reference-exists, would find one.
   */
  override prepareStack(): void {}

  /** The plan, made once: resolving it is most of the work of a synth, and the checks need it before it is written. */
  override toTerraform(): object {
    const plan = this.#plan ?? (super.toTerraform() as object);
    this.#plan = plan;
    return plan;
  }

  /** What the checks say of the synthesized plan; computed once. */
  checked(): CheckResult {
    this.#checked ??= checkStack(this, { ...this.config, tags: accountTagsOf(this.config) }, this.#surroundings);
    return this.#checked;
  }
}

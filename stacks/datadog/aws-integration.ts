import { IntegrationAwsAccount } from '@cdktf/provider-datadog/lib/integration-aws-account';
import { IntegrationAwsExternalId } from '@cdktf/provider-datadog/lib/integration-aws-external-id';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { AccountConfig } from '../config/account-schema';
import { accountTagsOf, datadogTags } from '../names';
import type { IntegrationPart } from '../parts';

/**
 * CloudWatch namespaces that our monitors read, and SNS, whose topics Datadog finds by it to publish to, in Datadog's order: it returns the list sorted, and another order would
 * show as a change in every plan.
 */
const NAMESPACES = ['AWS/ApiGateway', 'AWS/Bedrock', 'AWS/Lambda', 'AWS/S3', 'AWS/SNS', 'AWS/SQS', 'AWS/WAFV2'];

/** The id that Datadog must show when it assumes our role. Datadog makes it, and gives it away for 48 hours only. */
export class ExternalId extends Construct {
  readonly value: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.value = new IntegrationAwsExternalId(this, 'Default', {}).id;
  }
}

export interface AwsIntegrationProps {
  readonly config: AccountConfig;
  readonly roleName: string;
  readonly externalId: string;
  /** What must exist before Datadog tries the role. */
  readonly after: ITerraformDependable;
}

/**
 * Datadog's reading of one AWS account: without it there are no `aws.*` metrics. All six blocks are required by the
 * provider, although the bindings call them optional.
 */
export class AwsIntegration extends Construct {
  readonly part: IntegrationPart;

  constructor(scope: Construct, id: string, { config, roleName, externalId, after }: AwsIntegrationProps) {
    super(scope, id);

    const integration = new IntegrationAwsAccount(this, 'Default', {
      awsAccountId: config.aws.accountId,
      awsPartition: 'aws',
      accountTags: datadogTags(accountTagsOf(config)),
      authConfig: { awsAuthConfigRole: { roleName, externalId } },
      awsRegions: { includeOnly: [config.aws.region] },
      metricsConfig: {
        enabled: true,
        // the default leaves AWS/SQS out and takes in a hundred namespaces that nobody looks at
        namespaceFilters: { includeOnly: NAMESPACES },
        automuteEnabled: false,
        collectCloudwatchAlarms: false,
        collectCustomMetrics: false,
      },
      // the Extension sends the functions' logs; nothing is forwarded twice
      logsConfig: { lambdaForwarder: {} },
      resourcesConfig: { extendedCollection: false, cloudSecurityPostureManagementCollection: false },
      tracesConfig: { xrayServices: { includeOnly: [] } },
      dependsOn: [after],
    });
    this.part = {
      kind: 'integration',
      id: 'integration',
      name: roleName,
      addresses: [`${integration.terraformResourceType}.${integration.friendlyUniqueId}`],
      scope: [`aws_account:${config.aws.accountId}`],
      accountId: config.aws.accountId,
    };
  }
}

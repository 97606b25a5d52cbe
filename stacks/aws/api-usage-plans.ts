import { ApiGatewayUsagePlan } from '@cdktf/provider-aws/lib/api-gateway-usage-plan';
import { ApiGatewayUsagePlanKey } from '@cdktf/provider-aws/lib/api-gateway-usage-plan-key';
import { Construct } from 'constructs';
import type { ServiceConfig } from '../config/schema';
import { nameOf } from '../names';

export interface ApiUsagePlansProps {
  readonly config: ServiceConfig;
  readonly consumers: Extract<ServiceConfig['api']['auth'], { kind: 'api-keys' }>['consumers'];
  readonly restApiId: string;
  readonly stageName: string;
}

/**
 * A usage plan for each consumer. Their keys exist elsewhere: a key made here would stand in Terraform's state. AWS applies
 * plans on a best-effort basis, so they share out, but do not cap, cost.
 */
export class ApiUsagePlans extends Construct {
  constructor(scope: Construct, id: string, { config, consumers, restApiId, stageName }: ApiUsagePlansProps) {
    super(scope, id);

    for (const { name, apiKeyId, ratePerSecond, burst, requestsPerDay } of consumers) {
      const plan = new ApiGatewayUsagePlan(this, name, {
        name: nameOf(config, name, 1_024),
        description: `What ${name} may use`,
        apiStages: [{ apiId: restApiId, stage: stageName }],
        throttleSettings: { rateLimit: ratePerSecond, burstLimit: burst },
        quotaSettings: { limit: requestsPerDay, period: 'DAY' },
      });
      new ApiGatewayUsagePlanKey(this, `${name}-key`, { usagePlanId: plan.id, keyId: apiKeyId, keyType: 'API_KEY' });
    }
  }
}

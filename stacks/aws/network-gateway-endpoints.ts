import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { Construct } from 'constructs';
import type { ServiceConfig } from '../config/schema';
import { jsonText } from '../json-text';
import { nameOf } from '../names';
import type { EndpointPart, Grant } from '../parts';
import { type AwsEndpoint, endpointGrants, endpointPart, endpointStatements, servicesOf } from './network-endpoints';

export interface GatewayEndpointsProps {
  readonly config: ServiceConfig;
  readonly vpcId: string;
  /** Of all private subnets. */
  readonly routeTableIds: string[];
  /** Security group of the callers. */
  readonly functionsId: string;
  readonly endpoints: readonly AwsEndpoint[];
}

/** Services with gateway endpoints, which cost nothing: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html */
const GATEWAY_SERVICES = ['dynamodb', 's3'];

export const hasGateway = ({ service }: Pick<AwsEndpoint, 'service'>): boolean => GATEWAY_SERVICES.includes(service);

/** Routes to S3 and DynamoDB that stay inside AWS, and leave for callers to take them. */
export class GatewayEndpoints extends Construct {
  readonly parts: readonly EndpointPart[];
  readonly grants: readonly Grant[];

  constructor(
    scope: Construct,
    id: string,
    { config, vpcId, routeTableIds, functionsId, endpoints }: GatewayEndpointsProps,
  ) {
    super(scope, id);

    const { accountId, region } = config.aws;
    const called = servicesOf(endpoints).map((needed) => {
      const { service } = needed;
      const statements = endpointStatements(needed).map((statement) => ({
        ...statement,
        // a gateway endpoint takes the ARN of an account for its root user alone, so the account stands in a condition:
        // https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html#vpc-endpoint-policies-gateway
        Principal: '*',
        Condition: { StringEquals: { 'aws:PrincipalAccount': accountId } },
      }));
      const made = new VpcEndpoint(this, service, {
        vpcId,
        vpcEndpointType: 'Gateway',
        serviceName: `com.amazonaws.${region}.${service}`,
        routeTableIds,
        policy: jsonText(this, { Version: '2012-10-17', Statement: statements }),
        tags: { Name: nameOf(config, service, 255) },
      });
      new VpcSecurityGroupEgressRule(this, `to-${service}`, {
        ipProtocol: 'tcp',
        fromPort: 443,
        toPort: 443,
        securityGroupId: functionsId,
        prefixListId: made.prefixListId,
        description: `${service} by its gateway endpoint`,
      });
      return { needed, made };
    });
    this.parts = called.map(({ needed, made }) => endpointPart(config, needed, made));
    this.grants = called.flatMap(({ needed, made }) => endpointGrants(needed, made));
  }
}

import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association';
import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { Construct } from 'constructs';
import type { ServiceConfig } from '../config/schema';
import { nameOf } from '../names';
import type { EndpointPart, Grant, NatPart } from '../parts';
import { FlowLogs } from './flow-logs';
import { privateRules, SubnetAcl } from './network-acl';
import { type AwsEndpoint, VpcEndpoints } from './network-endpoints';
import { GatewayEndpoints, hasGateway } from './network-gateway-endpoints';
import { NatGateways } from './network-nat';
import { SecurityGroups } from './security-groups';
import { subnetBlock } from './subnet-blocks';

export interface NetworkProps {
  readonly config: ServiceConfig;
  readonly network: Extract<ServiceConfig['network'], { kind: 'vpc' }>;
  readonly logsKeyArn: string;
  /** The AWS services that the code calls. S3 and DynamoDB get gateway endpoints, all others interface endpoints. */
  readonly endpoints: readonly AwsEndpoint[];
  /** Tags of those whose telemetry leaves through this network. */
  readonly telemetryScope: readonly string[];
}

/** The private network of an environment: subnets in each zone, and exactly the ways out that the code needs. */
export class Network extends Construct {
  readonly vpcConfig: { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] };
  readonly parts: readonly (EndpointPart | NatPart)[];
  readonly grants: readonly Grant[];

  constructor(scope: Construct, id: string, { config, network, logsKeyArn, endpoints, telemetryScope }: NetworkProps) {
    super(scope, id);

    const { cidr, zones, toDatadog } = network;
    const name = nameOf(config, 'network');
    const vpc = new Vpc(this, 'vpc', {
      cidrBlock: cidr,
      // private DNS of the endpoints needs both
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: { Name: name },
      ...(config.protectFromDestroy ? { lifecycle: { preventDestroy: true } } : {}),
    });
    // a resource that names no group gets this one, which lets nothing through
    new DefaultSecurityGroup(this, 'default-group', { vpcId: vpc.id, tags: { Name: `${name}-default-closed` } });
    const flowLogs = new FlowLogs(this, 'flow-logs', { config, vpcId: vpc.id, logsKeyArn });

    const nat =
      toDatadog.nat &&
      new NatGateways(this, 'nat', { name, vpcId: vpc.id, cidr, zones, mode: toDatadog.nat, scope: telemetryScope });
    const places = zones.map((zone, index) => {
      const subnet = new Subnet(this, `private-${index}`, {
        vpcId: vpc.id,
        availabilityZone: zone,
        cidrBlock: subnetBlock(cidr, index),
        mapPublicIpOnLaunch: false,
        tags: { Name: `${name}-private-${zone}` },
      });
      const routes = new RouteTable(this, `routes-${index}`, {
        vpcId: vpc.id,
        tags: { Name: `${name}-private-${zone}` },
      });
      new RouteTableAssociation(this, `routes-of-${index}`, { subnetId: subnet.id, routeTableId: routes.id });
      nat?.routeFrom(routes, index);
      return { subnet, routes };
    });
    const subnetIds = places.map(({ subnet }) => subnet.id);
    const gateways = endpoints.filter(hasGateway);
    new SubnetAcl(this, 'private-acl', {
      vpcId: vpc.id,
      subnetIds,
      name: `${name}-private`,
      rules: privateRules(cidr, nat !== undefined || gateways.length > 0),
    });

    const groups = new SecurityGroups(this, 'groups', { config, vpcId: vpc.id, internet: nat !== undefined });
    const made = new VpcEndpoints(this, 'endpoints', {
      config,
      vpcId: vpc.id,
      subnetIds,
      securityGroupId: groups.endpointsId,
      aws: endpoints.filter((endpoint) => !hasGateway(endpoint)),
      datadog: toDatadog.privateLink,
      telemetryScope,
    });
    const gatewayEndpoints = new GatewayEndpoints(this, 'gateway-endpoints', {
      config,
      vpcId: vpc.id,
      routeTableIds: places.map(({ routes }) => routes.id),
      functionsId: groups.functionsId,
      endpoints: gateways,
    });

    this.vpcConfig = { subnetIds, securityGroupIds: [groups.functionsId] };
    this.parts = [...made.parts, ...gatewayEndpoints.parts, ...(nat?.parts ?? [])];
    this.grants = [...flowLogs.grants, ...made.grants, ...gatewayEndpoints.grants];
  }
}

import { Eip } from '@cdktf/provider-aws/lib/eip';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway';
import { Route } from '@cdktf/provider-aws/lib/route';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association';
import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import { Construct } from 'constructs';
import type { NatPart } from '../parts';
import { addressOf } from './address';
import { publicRules, SubnetAcl } from './network-acl';
import { subnetBlock } from './subnet-blocks';

export interface NatGatewaysProps {
  /** Name of the network, first part of the names here. */
  readonly name: string;
  readonly vpcId: string;
  /** Block of the VPC. */
  readonly cidr: string;
  readonly zones: readonly string[];
  /** One gateway for all zones, or one in each. */
  readonly mode: 'single' | 'per-zone';
  /** Tags of those who report through it. */
  readonly scope: readonly string[];
}

/** First block of the public subnets: the private ones count from 0 and are six at most. */
const FIRST_PUBLIC_BLOCK = 8;

/** The way to the internet for what no endpoint leads to. Nothing comes in. */
export class NatGateways extends Construct {
  readonly parts: readonly NatPart[];
  readonly #gateways: readonly NatGateway[];

  constructor(scope: Construct, id: string, { name, vpcId, cidr, zones, mode, scope: reporters }: NatGatewaysProps) {
    super(scope, id);

    const internet = new InternetGateway(this, 'internet', { vpcId, tags: { Name: name } });
    const routes = new RouteTable(this, 'routes', { vpcId, tags: { Name: `${name}-public` } });
    new Route(this, 'to-internet', {
      routeTableId: routes.id,
      destinationCidrBlock: '0.0.0.0/0',
      gatewayId: internet.id,
    });

    const used = mode === 'single' ? zones.slice(0, 1) : zones;
    const made = used.map((zone, index) => {
      const tags = { Name: `${name}-public-${zone}` };
      const subnet = new Subnet(this, `public-${index}`, {
        vpcId,
        availabilityZone: zone,
        cidrBlock: subnetBlock(cidr, FIRST_PUBLIC_BLOCK + index),
        // only the gateway lives here, with an address of its own
        mapPublicIpOnLaunch: false,
        tags,
      });
      new RouteTableAssociation(this, `routes-of-${index}`, { subnetId: subnet.id, routeTableId: routes.id });
      const address = new Eip(this, `address-${index}`, { domain: 'vpc', tags });
      const gateway = new NatGateway(this, `gateway-${index}`, {
        subnetId: subnet.id,
        allocationId: address.id,
        tags,
        dependsOn: [internet],
      });
      const part: NatPart = {
        kind: 'nat',
        id: `nat-${index}`,
        name: `${name}-public-${zone}`,
        addresses: [addressOf(gateway)],
        scope: reporters,
        zone,
      };
      return { subnet, gateway, part };
    });
    new SubnetAcl(this, 'acl', {
      vpcId,
      subnetIds: made.map(({ subnet }) => subnet.id),
      name: `${name}-public`,
      rules: publicRules(cidr),
    });
    this.#gateways = made.map(({ gateway }) => gateway);
    this.parts = made.map(({ part }) => part);
  }

  /** Sends what a private subnet has no other way for to the gateway of its zone, or to the only one. */
  routeFrom(routes: RouteTable, zoneIndex: number): void {
    const gateway = this.#gateways[zoneIndex] ?? this.#gateways[0];
    if (gateway === undefined) throw new Error('a network with NAT has at least one zone');
    new Route(this, `from-private-${zoneIndex}`, {
      routeTableId: routes.id,
      destinationCidrBlock: '0.0.0.0/0',
      natGatewayId: gateway.id,
    });
  }
}

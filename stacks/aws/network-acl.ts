import { NetworkAcl } from '@cdktf/provider-aws/lib/network-acl';
import { NetworkAclRule } from '@cdktf/provider-aws/lib/network-acl-rule';
import { Construct } from 'constructs';

/** One TCP rule that lets through; what no rule lets through is dropped. */
export interface AclRule {
  readonly id: string;
  readonly direction: 'ingress' | 'egress';
  readonly cidr: string;
  readonly ports: readonly [from: number, to: number];
}

export interface SubnetAclProps {
  readonly vpcId: string;
  readonly subnetIds: string[];
  readonly name: string;
  readonly rules: readonly AclRule[];
}

const HTTPS = [443, 443] as const;
const ANYWHERE = '0.0.0.0/0';

/**
 * Where answers come back to: network ACLs keep no state. Lambda and NAT gateways use all of 1024 to 65535
 * (https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html). From anywhere, 3389 (remote desktop) is left out:
 * one connection in 64,000 is retried for it, and no rule opens that port to the world.
 */
const ANSWERS = [1_024, 65_535] as const;
const ANSWERS_BELOW_3389 = [1_024, 3_388] as const;
const ANSWERS_ABOVE_3389 = [3_390, 65_535] as const;

const answersFromAnywhere: readonly AclRule[] = [
  { id: 'answers-low', direction: 'ingress', cidr: ANYWHERE, ports: ANSWERS_BELOW_3389 },
  { id: 'answers-high', direction: 'ingress', cidr: ANYWHERE, ports: ANSWERS_ABOVE_3389 },
];

/**
 * Subnets of functions and endpoints.
 *
 * @param outside Whether anything lies outside the VPC: what is behind NAT, or behind a gateway endpoint, whose public addresses
 * an ACL cannot name. Route tables and security groups say what of it can be reached.
 */
export const privateRules = (vpc: string, outside: boolean): AclRule[] => [
  { id: 'https-inside', direction: 'ingress', cidr: vpc, ports: HTTPS },
  { id: 'answers-inside', direction: 'ingress', cidr: vpc, ports: ANSWERS },
  ...(outside ? answersFromAnywhere : []),
  { id: 'https-out', direction: 'egress', cidr: outside ? ANYWHERE : vpc, ports: HTTPS },
  { id: 'answers-out', direction: 'egress', cidr: vpc, ports: ANSWERS },
];

/** Subnets of NAT gateways. */
export const publicRules = (vpc: string): AclRule[] => [
  { id: 'https-from-private', direction: 'ingress', cidr: vpc, ports: HTTPS },
  ...answersFromAnywhere,
  { id: 'https-out', direction: 'egress', cidr: ANYWHERE, ports: HTTPS },
  { id: 'answers-to-private', direction: 'egress', cidr: vpc, ports: ANSWERS },
];

/** Between rule numbers there is room for one that has to come first. */
const RULE_STEP = 10;

/** The network ACL of some subnets. */
export class SubnetAcl extends Construct {
  constructor(scope: Construct, id: string, { vpcId, subnetIds, name, rules }: SubnetAclProps) {
    super(scope, id);

    const acl = new NetworkAcl(this, 'Default', { vpcId, subnetIds, tags: { Name: name } });
    for (const [index, { id: ruleId, direction, cidr, ports }] of rules.entries()) {
      new NetworkAclRule(this, `${direction}-${ruleId}`, {
        networkAclId: acl.id,
        ruleNumber: (index + 1) * RULE_STEP,
        egress: direction === 'egress',
        protocol: 'tcp',
        ruleAction: 'allow',
        cidrBlock: cidr,
        fromPort: ports[0],
        toPort: ports[1],
      });
    }
  }
}

import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Construct } from 'constructs';
import type { ServiceConfig } from '../config/schema';
import { nameOf } from '../names';

export interface SecurityGroupsProps {
  readonly config: ServiceConfig;
  readonly vpcId: string;
  /** Whether there is NAT, behind which Datadog's intakes are. */
  readonly internet: boolean;
}

const HTTPS = { ipProtocol: 'tcp', fromPort: 443, toPort: 443 };

/** Who may talk to whom: functions to endpoints, and to the internet where there is NAT. Nobody to functions. */
export class SecurityGroups extends Construct {
  readonly functionsId: string;
  readonly endpointsId: string;

  constructor(scope: Construct, id: string, { config, vpcId, internet }: SecurityGroupsProps) {
    super(scope, id);

    const group = (groupId: string, description: string) => {
      const name = nameOf(config, groupId, 255);
      return new SecurityGroup(this, groupId, { name, description, vpcId, tags: { Name: name } });
    };
    const functions = group('functions', 'Functions: HTTPS out, nothing in');
    const endpoints = group('endpoints', 'VPC endpoints: HTTPS in from functions, nothing out');
    new VpcSecurityGroupEgressRule(this, 'to-endpoints', {
      ...HTTPS,
      securityGroupId: functions.id,
      referencedSecurityGroupId: endpoints.id,
      description: 'AWS services and Datadog by PrivateLink',
    });
    new VpcSecurityGroupIngressRule(this, 'from-functions', {
      ...HTTPS,
      securityGroupId: endpoints.id,
      referencedSecurityGroupId: functions.id,
      description: 'Calls of the functions',
    });
    if (internet) {
      new VpcSecurityGroupEgressRule(this, 'to-internet', {
        ...HTTPS,
        securityGroupId: functions.id,
        cidrIpv4: '0.0.0.0/0',
        description: 'Datadog intakes without PrivateLink, whose addresses change',
      });
    }
    this.functionsId = functions.id;
    this.endpointsId = endpoints.id;
  }
}

import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { jsonText } from '../json-text';
import type { Grant } from '../parts';

/** A grant before it is known whose it is. */
export type RoleGrant = Omit<Grant, 'role'>;

export interface ServiceRoleProps {
  /** Physical name, at most 64 characters. */
  readonly name: string;
  readonly description: string;
  /** Who assumes the role: `{ Service: 'lambda.amazonaws.com' }`. */
  readonly principal: { readonly Service: string } | { readonly AWS: string };
  /** Confused-deputy conditions of the trust, where the service supports them. */
  readonly trustConditions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly grants: readonly RoleGrant[];
}

/** An IAM role for one purpose. Its one policy holds exactly its grants, a statement each. */
export class ServiceRole extends Construct {
  readonly arn: string;
  readonly name: string;
  readonly grants: readonly Grant[];
  /** To depend on: the role can do nothing before. */
  readonly policy: ITerraformDependable;

  constructor(
    scope: Construct,
    id: string,
    { name, description, principal, trustConditions, grants }: ServiceRoleProps,
  ) {
    super(scope, id);

    const role = new IamRole(this, 'Default', {
      name,
      description,
      assumeRolePolicy: jsonText(this, {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: principal,
            Action: 'sts:AssumeRole',
            ...(trustConditions === undefined ? {} : { Condition: trustConditions }),
          },
        ],
      }),
    });
    this.policy = new IamRolePolicy(this, 'policy', {
      name: 'grants',
      role: role.name,
      policy: jsonText(this, policyOf(grants)),
    });

    this.arn = role.arn;
    this.name = name;
    this.grants = grants.map((grant) => ({ ...grant, role: name }));
  }
}

/** The policy document of grants, a statement each, in their order. */
export const policyOf = (grants: readonly RoleGrant[]) => ({
  Version: '2012-10-17',
  Statement: grants.map(({ sid, effect = 'Allow', actions, resources, conditions }) => ({
    Sid: sid,
    Effect: effect,
    Action: actions,
    Resource: resources,
    ...(conditions === undefined ? {} : { Condition: conditions }),
  })),
});

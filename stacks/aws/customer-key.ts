import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { Construct } from 'constructs';
import { jsonText } from '../json-text';

/** One statement of a key policy; the key itself is the resource. */
export interface KeyUse {
  /** Letters and digits. */
  readonly sid: string;
  readonly principal: { readonly Service: string | readonly string[] } | { readonly AWS: string };
  readonly actions: readonly string[];
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface CustomerKeyProps {
  /** Physical name, without `alias/`. */
  readonly name: string;
  readonly description: string;
  readonly accountId: string;
  readonly uses: readonly KeyUse[];
  readonly protectFromDestroy: boolean;
}

/**
 * What an administrator may do: everything but use the key. Without `kms:Decrypt` here, no IAM policy of the account can
 * grant itself the data; only `uses` can.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-administrators
 */
const ADMINISTRATION = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:DisableKeyRotation',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListGrants',
  'kms:ListKeyPolicies',
  'kms:ListResourceTags',
  'kms:ListRetirableGrants',
  'kms:PutKeyPolicy',
  'kms:RevokeGrant',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
];

/** Longest waiting time that KMS knows, in days: a key deleted by mistake takes all its data with it. */
const DELETION_WINDOW_DAYS = 30;

/** A customer-managed KMS key that rotates every year and can be used only as its `uses` say. */
export class CustomerKey extends Construct {
  readonly arn: string;

  constructor(
    scope: Construct,
    id: string,
    { name, description, accountId, uses, protectFromDestroy }: CustomerKeyProps,
  ) {
    super(scope, id);

    const key = new KmsKey(this, 'Default', {
      description,
      enableKeyRotation: true,
      deletionWindowInDays: DELETION_WINDOW_DAYS,
      policy: jsonText(this, {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'Administration',
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${accountId}:root` },
            Action: ADMINISTRATION,
            // in a key policy, `*` means this key
            Resource: '*',
          },
          ...uses.map(({ sid, principal, actions, condition }) => ({
            Sid: sid,
            Effect: 'Allow',
            Principal: principal,
            Action: actions,
            Resource: '*',
            ...(condition === undefined ? {} : { Condition: condition }),
          })),
        ],
      }),
      tags: { Name: name },
      ...(protectFromDestroy ? { lifecycle: { preventDestroy: true } } : {}),
    });
    new KmsAlias(this, 'alias', { name: `alias/${name}`, targetKeyId: key.keyId });
    this.arn = key.arn;
  }
}

import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { ServiceConfig } from '../config/schema';
import { jsonText } from '../json-text';
import { nameOf } from '../names';
import type { BucketPart } from '../parts';
import { addressOf } from './address';
import { bucketPolicy } from './bucket-policy';
import type { AwsEndpoint } from './network-endpoints';
import type { RoleGrant } from './service-role';

export interface BucketProps {
  readonly config: ServiceConfig;
  /** Last part of the name before the account, and id of the part: `batches`. */
  readonly part: string;
  readonly kmsKeyArn: string;
  /** Days after which an object is gone, whatever happened to it. */
  readonly expiryDays: number;
  /** Whether an object that is overwritten or deleted can be brought back for a day. */
  readonly versioned: boolean;
  /** What it holds at the busiest, in gigabytes: somebody hears of it when there is twice as much. */
  readonly expectedGigabytes: number;
}

/** A failed upload leaves pieces that nobody sees and everybody pays for. */
const ABORT_UPLOADS_AFTER_DAYS = 1;
/** An older version outlives the newest by this. */
const OLD_VERSION_DAYS = 1;

/** The objects that a grant opens, by the action that the code calls. */
export interface ObjectGrant {
  /** Letters and digits; the grant on the key is called the same with `Key` at its end. */
  readonly sid: string;
  readonly actions: readonly ('s3:GetObject' | 's3:PutObject' | 's3:DeleteObject')[];
  /** Objects whose names begin so, with the slash: `results/`. */
  readonly prefix: string;
  /** What comes after the prefix. Default: anything, `*`. */
  readonly rest?: string;
  readonly why: string;
}

/**
 * An S3 bucket for content that expires: under a customer key, over TLS, closed to the public and to other accounts.
 *
 * It keeps no access log. Who may do what stands in the grants of this plan, nobody else is let in, and a log would be a
 * second bucket under a key of S3's own; an account that must know of each read switches on CloudTrail's data events.
 */
export class Bucket extends Construct {
  readonly name: string;
  readonly arn: string;
  readonly part: BucketPart;
  /** To depend on: before it, objects could come in by other ways. */
  readonly policy: ITerraformDependable;
  readonly #kmsKeyArn: string;
  readonly #region: string;

  constructor(
    scope: Construct,
    id: string,
    { config, part, kmsKeyArn, expiryDays, versioned, expectedGigabytes }: BucketProps,
  ) {
    super(scope, id);

    // all of AWS shares one space of bucket names, so ours ends in what nobody else has
    const name = nameOf(config, `${part}-${config.aws.accountId}`, 63);
    const bucket = new S3Bucket(this, 'Default', {
      bucket: name,
      forceDestroy: !config.protectFromDestroy,
      ...(config.protectFromDestroy ? { lifecycle: { preventDestroy: true } } : {}),
    });
    new S3BucketOwnershipControls(this, 'ownership', {
      bucket: bucket.id,
      // access control lists count for nothing: policies alone say who gets in
      rule: { objectOwnership: 'BucketOwnerEnforced' },
    });
    const closed = new S3BucketPublicAccessBlock(this, 'public-access', {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket: bucket.id,
      rule: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: kmsKeyArn },
          // one data key for many objects: hundreds of calls to KMS become one
          bucketKeyEnabled: true,
        },
      ],
    });
    const versions =
      versioned &&
      new S3BucketVersioningA(this, 'versions', {
        bucket: bucket.id,
        versioningConfiguration: { status: 'Enabled' },
      });
    new S3BucketLifecycleConfiguration(this, 'expiry', {
      bucket: bucket.id,
      rule: [
        {
          id: 'expire',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          expiration: [{ days: expiryDays }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: ABORT_UPLOADS_AFTER_DAYS }],
          ...(versioned ? { noncurrentVersionExpiration: [{ noncurrentDays: OLD_VERSION_DAYS }] } : {}),
        },
      ],
      ...(versions ? { dependsOn: [versions] } : {}),
    });
    this.policy = new S3BucketPolicy(this, 'policy', {
      bucket: bucket.id,
      policy: jsonText(this, bucketPolicy(bucket.arn, kmsKeyArn)),
      // S3 refuses the two at one time
      dependsOn: [closed],
    });

    this.name = name;
    this.arn = bucket.arn;
    this.#kmsKeyArn = kmsKeyArn;
    this.#region = config.aws.region;
    this.part = {
      kind: 'bucket',
      id: `bucket-${part}`,
      name,
      addresses: [addressOf(bucket)],
      scope: [`bucketname:${name}`],
      expiryDays,
      expectedGigabytes,
    };
  }

  /** What a role needs to work on objects under a prefix: the objects, and the key under which they lie. */
  objectGrants({ sid, actions, prefix, rest = '*', why }: ObjectGrant): RoleGrant[] {
    const keyActions = [
      ...(actions.includes('s3:GetObject') || actions.includes('s3:PutObject') ? ['kms:Decrypt'] : []),
      ...(actions.includes('s3:PutObject') ? ['kms:GenerateDataKey'] : []),
    ];
    return [
      {
        sid,
        actions,
        resources: [`${this.arn}/${prefix}${rest}`],
        why,
        wildcard: 'objects get their names at run time; the prefix is fixed',
      },
      ...(keyActions.length === 0
        ? []
        : [
            {
              sid: `${sid}Key`,
              // an upload in parts reads back what it has written, which needs Decrypt too
              actions: keyActions,
              resources: [this.#kmsKeyArn],
              conditions: {
                StringEquals: { 'kms:ViaService': `s3.${this.#region}.amazonaws.com` },
                // the bucket's ARN where S3 uses the bucket key, the object's where it does not
                ArnLike: { 'kms:EncryptionContext:aws:s3:arn': [this.arn, `${this.arn}/${prefix}${rest}`] },
              },
              why: `${why}; the objects are encrypted with the customer key`,
            },
          ]),
    ];
  }

  /** Whoever may not list a bucket is told 403, not 404, of an object that is not there. */
  listGrant(why: string): RoleGrant {
    return { sid: 'FindObjects', actions: ['s3:ListBucket'], resources: [this.arn], why };
  }

  /**
   * What functions in a VPC need of the network.
   *
   * @param grants All that they are granted on the bucket.
   * @param scope Tags of the functions.
   */
  endpoint(grants: readonly RoleGrant[], scope: readonly string[]): AwsEndpoint {
    const calls = grants.filter(({ actions }) => actions.every((action) => action.startsWith('s3:')));
    return {
      service: 's3',
      actions: [...new Set(calls.flatMap(({ actions }) => actions))],
      resources: [...new Set(calls.flatMap(({ resources }) => resources))],
      wildcard: 'objects get their names at run time; the prefixes are fixed',
      carries: 'work',
      scope,
    };
  }
}

import { Bucket, type BucketProps } from '../../../stacks/aws/bucket';
import { dev } from '../../../stacks/config/environments/dev';
import { prod } from '../../../stacks/config/environments/prod';
import { all, only, planOf, statements } from '../synthesized';

const KEY = 'arn:aws:kms:us-east-1:111111111111:key/content';

function bucketOf(given: Partial<BucketProps> = {}) {
  let made: Bucket | undefined;
  const plan = planOf((stack) => {
    made = new Bucket(stack, 'bucket', {
      config: prod,
      part: 'batches',
      kmsKeyArn: KEY,
      expiryDays: 7,
      versioned: false,
      expectedGigabytes: 5,
      ...given,
    });
  });
  if (made === undefined) throw new Error('nothing was made');
  return { plan, made };
}

const { plan, made } = bucketOf();

describe('Bucket', () => {
  it('ends its name in the account, since all of AWS shares one space of names', () => {
    expect(only(plan, 'aws_s3_bucket')['bucket']).toBe('llm-gateway-prod-batches-222222222222');
    expect(made.part.scope).toEqual(['bucketname:llm-gateway-prod-batches-222222222222']);
  });

  it('is closed to the public, knows no access control lists, and encrypts with the key that it is given', () => {
    expect(only(plan, 'aws_s3_bucket_public_access_block')).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(only(plan, 'aws_s3_bucket_ownership_controls')['rule']).toEqual({
      object_ownership: 'BucketOwnerEnforced',
    });
    expect(only(plan, 'aws_s3_bucket_server_side_encryption_configuration')['rule']).toEqual([
      {
        apply_server_side_encryption_by_default: { sse_algorithm: 'aws:kms', kms_master_key_id: KEY },
        bucket_key_enabled: true,
      },
    ]);
  });

  it('refuses whoever comes without TLS 1.2, or writes under another key, and lets nobody in', () => {
    const policy = statements(only(plan, 'aws_s3_bucket_policy')['policy']);
    expect(policy.map(({ Sid, Effect }) => `${Effect} ${Sid}`)).toEqual([
      'Deny OnlyOverTls',
      'Deny OnlyModernTls',
      'Deny OnlyKms',
      'Deny OnlyOurKey',
    ]);
    // without the header the bucket's own key is used: a negated condition alone would refuse that too
    expect(policy.find(({ Sid }) => Sid === 'OnlyOurKey')?.Condition).toEqual({
      Null: { 's3:x-amz-server-side-encryption-aws-kms-key-id': 'false' },
      StringNotEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': KEY },
    });
  });

  it('lets objects and the pieces of failed uploads go', () => {
    expect(only(plan, 'aws_s3_bucket_lifecycle_configuration')['rule']).toEqual([
      {
        id: 'expire',
        status: 'Enabled',
        filter: [{ prefix: '' }],
        expiration: [{ days: 7 }],
        abort_incomplete_multipart_upload: [{ days_after_initiation: 1 }],
      },
    ]);
    expect(all(plan, 'aws_s3_bucket_versioning')).toEqual([]);
  });

  it('keeps an older version for a day where it is versioned', () => {
    const versioned = bucketOf({ versioned: true }).plan;
    expect(only(versioned, 'aws_s3_bucket_versioning')['versioning_configuration']).toEqual({ status: 'Enabled' });
    expect(only(versioned, 'aws_s3_bucket_lifecycle_configuration')['rule']).toMatchObject([
      { noncurrent_version_expiration: [{ noncurrent_days: 1 }] },
    ]);
  });

  it('is destroyed with what is in it only where nothing is protected', () => {
    expect(only(plan, 'aws_s3_bucket')).toMatchObject({ force_destroy: false, lifecycle: { prevent_destroy: true } });
    const unprotected = only(bucketOf({ config: dev }).plan, 'aws_s3_bucket');
    expect(unprotected['force_destroy']).toBe(true);
    expect(unprotected['lifecycle']).toBeUndefined();
  });

  it('grants objects of a prefix, and the key for those alone', () => {
    const grants = made.objectGrants({ sid: 'Write', actions: ['s3:PutObject'], prefix: 'results/', why: 'results' });
    expect(grants.map(({ sid, actions, resources }) => [sid, actions, resources])).toEqual([
      ['Write', ['s3:PutObject'], [`${made.arn}/results/*`]],
      ['WriteKey', ['kms:Decrypt', 'kms:GenerateDataKey'], [KEY]],
    ]);
    expect(grants[1]?.conditions).toEqual({
      StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' },
      ArnLike: { 'kms:EncryptionContext:aws:s3:arn': [made.arn, `${made.arn}/results/*`] },
    });
    const reading = made.objectGrants({ sid: 'Read', actions: ['s3:GetObject'], prefix: 'in/', why: 'input' });
    expect(reading[1]?.actions).toEqual(['kms:Decrypt']);
    const deleting = made.objectGrants({ sid: 'Drop', actions: ['s3:DeleteObject'], prefix: 'in/', why: 'clean' });
    expect(deleting).toHaveLength(1);
  });

  it('tells the network what is called, and nothing of the key', () => {
    const grants = made.objectGrants({ sid: 'Read', actions: ['s3:GetObject'], prefix: 'in/', why: 'input' });
    expect(made.endpoint(grants, ['functionname:x'])).toMatchObject({
      service: 's3',
      actions: ['s3:GetObject'],
      resources: [`${made.arn}/in/*`],
      carries: 'work',
      scope: ['functionname:x'],
    });
  });
});

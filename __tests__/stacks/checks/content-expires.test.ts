import { contentExpires } from '../../../stacks/checks/content-expires';
import type { BucketPart } from '../../../stacks/parts';
import { one, problems } from './facts';

const part: BucketPart = {
  kind: 'bucket',
  id: 'bucket-batches',
  name: 'gateway-prod-batches-222222222222',
  addresses: ['aws_s3_bucket.b'],
  scope: ['bucketname:gateway-prod-batches-222222222222'],
  expiryDays: 7,
  expectedGigabytes: 1,
};
const sevenDays = { status: 'Enabled', filter: [{ prefix: '' }], expiration: [{ days: 7 }] };

/** A bucket with these rules. */
const bucket = (rules: readonly object[], versioning?: string) =>
  problems(contentExpires, {
    parts: [part],
    plan: {
      resource: {
        aws_s3_bucket: { b: {} },
        aws_s3_bucket_lifecycle_configuration: { l: { bucket: '${aws_s3_bucket.b.id}', rule: rules } },
        ...(versioning === undefined
          ? {}
          : {
              aws_s3_bucket_versioning: {
                v: { bucket: '${aws_s3_bucket.b.id}', versioning_configuration: [{ status: versioning }] },
              },
            }),
      },
    },
  });

describe('contentExpires', () => {
  it.each([
    ['without a rule', []],
    ['whose rule is off', [{ ...sevenDays, status: 'Disabled' }]],
    ['whose rule is for some objects', [{ ...sevenDays, filter: [{ prefix: 'results/' }] }]],
    ['whose rule is for tagged objects', [{ ...sevenDays, filter: [{ tag: [{ key: 'a', value: 'b' }] }] }]],
    ['whose rule ends uploads alone', [{ ...sevenDays, expiration: undefined }]],
  ])('finds a bucket %s', (_, rules) => {
    expect(bucket(rules)).toEqual(['aws_s3_bucket.b: its objects never expire']);
  });

  it('finds a bucket that keeps its objects for other days than its part says', () => {
    expect(bucket([{ ...sevenDays, expiration: [{ days: 30 }] }])).toEqual([
      'aws_s3_bucket.b: its objects expire after 30 days, and its part says 7',
    ]);
  });

  it('finds older versions that stay', () => {
    expect(bucket([sevenDays], 'Enabled')).toEqual(['aws_s3_bucket.b: older versions of its objects never expire']);
  });

  it('accepts a bucket that lets everything go', () => {
    expect(bucket([sevenDays])).toEqual([]);
    expect(bucket([sevenDays], 'Suspended')).toEqual([]);
    const all = { ...sevenDays, noncurrent_version_expiration: [{ noncurrent_days: 1 }] };
    expect(bucket([all], 'Enabled')).toEqual([]);
  });

  it.each([[{}], [{ ttl: { enabled: false, attribute_name: 'expiresAt' } }], [{ ttl: { enabled: true } }]])(
    'finds a table with %j',
    (args) => {
      expect(problems(contentExpires, one('aws_dynamodb_table', args))).toEqual([
        'aws_dynamodb_table.x: its items never expire',
      ]);
    },
  );

  it('accepts a table with a time to live', () => {
    const ttl = { enabled: true, attribute_name: 'expiresAt' };
    expect(problems(contentExpires, one('aws_dynamodb_table', { ttl }))).toEqual([]);
  });
});

/** TLS below this is refused: https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html */
const LEAST_TLS_VERSION = '1.2';

/**
 * What nobody may do with a bucket, whatever their own policies say: come without TLS, or write under another key.
 *
 * A header that is missing means the bucket's own key, which is right; a negated condition would hold then too, so each says
 * first that the header is there.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const bucketPolicy = (bucketArn: string, kmsKeyArn: string) => {
  const objects = `${bucketArn}/*`;
  const deny = (sid: string, action: string, resource: readonly string[], condition: object) => ({
    Sid: sid,
    Effect: 'Deny',
    Principal: '*',
    Action: action,
    Resource: resource,
    Condition: condition,
  });
  const algorithm = 's3:x-amz-server-side-encryption';
  const key = 's3:x-amz-server-side-encryption-aws-kms-key-id';
  return {
    Version: '2012-10-17',
    Statement: [
      deny('OnlyOverTls', 's3:*', [bucketArn, objects], { Bool: { 'aws:SecureTransport': 'false' } }),
      deny('OnlyModernTls', 's3:*', [bucketArn, objects], { NumericLessThan: { 's3:TlsVersion': LEAST_TLS_VERSION } }),
      deny('OnlyKms', 's3:PutObject', [objects], {
        Null: { [algorithm]: 'false' },
        StringNotEquals: { [algorithm]: 'aws:kms' },
      }),
      deny('OnlyOurKey', 's3:PutObject', [objects], {
        Null: { [key]: 'false' },
        StringNotEquals: { [key]: kmsKeyArn },
      }),
    ],
  };
};

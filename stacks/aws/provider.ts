import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import type { Construct } from 'constructs';
import type { ServiceConfig } from '../config/schema';
import type { Tags } from '../names';

/** The AWS provider: one account and no other, and every taggable resource tagged from one source. */
export const awsProvider = (
  scope: Construct,
  { aws, tags }: Pick<ServiceConfig, 'aws'> & { readonly tags: Tags },
): AwsProvider =>
  new AwsProvider(scope, 'provider-aws', {
    region: aws.region,
    allowedAccountIds: [aws.accountId],
    defaultTags: [{ tags: { ...tags } }],
  });

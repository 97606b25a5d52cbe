import type { TerraformResource } from 'cdktf';

/** The Terraform address of a resource as plain text, `aws_sqs_queue.jobs_queue_1C1A0084`: for parts and reports, not for references. */
export const addressOf = (resource: TerraformResource): string =>
  `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;

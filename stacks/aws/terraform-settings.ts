import { CloudBackend, LocalBackend, NamedCloudWorkspace, S3Backend, type TerraformStack } from 'cdktf';
import type { ServiceConfig } from '../config/schema';
import { HCL } from '../json-text';

/**
 * Write-only arguments, by which no secret gets into state or plan, came with Terraform 1.11.
 * https://developer.hashicorp.com/terraform/language/manage-sensitive-data/write-only
 */
const TERRAFORM_VERSION = '>= 1.11';

/** Provider versions. The bindings would pin the exact version that they were generated from. */
const PROVIDER_VERSIONS = {
  // 6.26 lifts the integration timeout for streaming, 6.28 brings the streaming invoke ARN; see docs/decisions
  aws: '>= 6.28.0, < 7',
  // the bindings are of 3.82; 4.0 removes arguments that they still carry
  datadog: '>= 3.82.0, < 4',
};

export interface TerraformSettings {
  /** Name of the stack: of its state, and of its workspace. */
  readonly name: string;
  readonly backend: ServiceConfig['backend'];
}

/** The `terraform` block of a stack: where its state lives, and which versions it needs. */
export function terraformSettings(stack: TerraformStack, { name, backend }: TerraformSettings): void {
  switch (backend.kind) {
    case 'local':
      // from cdktf.out/stacks/<name>, where Terraform runs; never absolute, which cdktf's own default is
      new LocalBackend(stack, { path: `../../../.state/${name}.tfstate` });
      break;
    case 's3': {
      const s3 = new S3Backend(stack, {
        bucket: backend.bucket,
        key: `${name}.tfstate`,
        region: backend.region,
        encrypt: true,
        ...(backend.kmsKeyArn === undefined ? {} : { kmsKeyId: backend.kmsKeyArn }),
      });
      // native locking is newer than the bindings
      s3.addOverride('use_lockfile', true);
      break;
    }
    case 'cloud':
      cloudBackend(stack, name, backend);
      break;
    default:
      backend satisfies never;
  }
  for (const [provider, version] of Object.entries(PROVIDER_VERSIONS)) {
    stack.addOverride(`terraform.required_providers.${provider}.version`, version);
  }
  // cdktf writes it as a broken line of HCL
  if (stack.node.tryGetContext(HCL) !== true) stack.addOverride('terraform.required_version', TERRAFORM_VERSION);
}

function cloudBackend(
  stack: TerraformStack,
  name: string,
  { organization, hostname, project }: Extract<TerraformSettings['backend'], { kind: 'cloud' }>,
): void {
  const cloud = new CloudBackend(stack, {
    organization,
    ...(hostname === undefined ? {} : { hostname }),
    workspaces: new NamedCloudWorkspace(name, project),
  });
  // cdktf would start `terraform version` here, once a stack; `required_version` says the same where Terraform runs, and a
  // synth needs no Terraform
  cloud.node.validate = () => [];
}

import { terraformSettings } from '../../../stacks/aws/terraform-settings';
import type { ServiceConfig } from '../../../stacks/config/schema';
import { planOf } from '../synthesized';

const terraform = (backend: ServiceConfig['backend']) =>
  planOf((stack) => terraformSettings(stack, { name: 'llm-gateway-dev', backend })).terraform;

describe('terraformSettings', () => {
  it('keeps local state at the root of the checkout, by a relative path', () => {
    expect(terraform({ kind: 'local' })['backend']).toEqual({
      local: { path: '../../../.state/llm-gateway-dev.tfstate' },
    });
  });

  it('locks S3 state natively and encrypts it', () => {
    expect(
      terraform({ kind: 's3', bucket: 'state', region: 'eu-west-1', kmsKeyArn: 'arn:aws:kms:eu-west-1:1:key/x' })[
        'backend'
      ],
    ).toEqual({
      s3: {
        bucket: 'state',
        key: 'llm-gateway-dev.tfstate',
        region: 'eu-west-1',
        encrypt: true,
        kms_key_id: 'arn:aws:kms:eu-west-1:1:key/x',
        use_lockfile: true,
      },
    });
  });

  it('names an HCP workspace like the stack', () => {
    expect(
      terraform({ kind: 'cloud', organization: 'example', project: 'p', hostname: 'tfe.example.com' })['cloud'],
    ).toEqual({
      hostname: 'tfe.example.com',
      organization: 'example',
      workspaces: { name: 'llm-gateway-dev', project: 'p' },
    });
  });

  it('asks for a Terraform that knows write-only arguments', () => {
    expect(terraform({ kind: 'local' })['required_version']).toBe('>= 1.11');
  });

  it('asks for provider versions that the bindings fit, not for the one they were made from', () => {
    expect(terraform({ kind: 'local' })['required_providers']).toMatchObject({
      aws: { version: '>= 6.28.0, < 7' },
      datadog: { version: '>= 3.82.0, < 4' },
    });
  });
});

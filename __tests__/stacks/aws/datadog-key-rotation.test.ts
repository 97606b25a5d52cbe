import { recordOf } from '../../../stacks/checks/plan';
import { dev } from '../../../stacks/config/environments/dev';
import { prod } from '../../../stacks/config/environments/prod';
import type { ServiceConfig } from '../../../stacks/config/schema';
import { madeStacks } from '../made-stacks';
import { all, only, type Plan, statements, synthesized } from '../synthesized';

const made = madeStacks();
const plan = synthesized(made.service(prod));

/** The function, and what its role may do. */
function rotator({ resource }: Plan) {
  const [id = '', fn] =
    Object.entries(resource['aws_lambda_function'] ?? {}).find(([, { function_name }]) =>
      String(function_name).endsWith('-rotate-datadog-key'),
    ) ?? [];
  const role = all(plan, 'aws_iam_role_policy').find(({ role: name }) => String(name).includes('rotation_rotate_role'));
  return { address: `aws_lambda_function.${id}`, fn, may: statements(role?.['policy']) };
}

const withKey = (apiKey: ServiceConfig['datadog']['apiKey'], config = prod): ServiceConfig => ({
  ...config,
  datadog: { ...config.datadog, apiKey },
});

describe('the rotation of the Datadog API key', () => {
  const { address, fn, may } = rotator(plan);

  it('is a function that runs alone, called by Secrets Manager for this secret only, and by its schedule', () => {
    expect(fn).toMatchObject({ reserved_concurrent_executions: 1, timeout: 90 });
    const permissions = all(plan, 'aws_lambda_permission').filter(({ function_name }) =>
      String(function_name).includes(address),
    );
    expect(permissions).toEqual([
      expect.objectContaining({
        principal: 'events.amazonaws.com',
        source_account: '222222222222',
        source_arn: expect.stringContaining('aws_cloudwatch_event_rule.datadog-key-rotation_report'),
      }),
      expect.objectContaining({
        principal: 'secretsmanager.amazonaws.com',
        source_account: '222222222222',
        source_arn: '${aws_secretsmanager_secret.datadog-key_secret_3B6123DA.arn}',
      }),
    ]);
  });

  it('begins when its secret has a value, and not at once', () => {
    expect(only(plan, 'aws_secretsmanager_secret_rotation')).toMatchObject({
      rotate_immediately: false,
      rotation_lambda_arn: `\${${address}.arn}`,
      rotation_rules: { automatically_after_days: 30 },
      depends_on: [
        expect.stringMatching(/^aws_lambda_permission\./),
        expect.stringMatching(/^aws_secretsmanager_secret_version\./),
      ],
    });
    expect(only(plan, 'aws_secretsmanager_secret_version')).toMatchObject({
      lifecycle: { ignore_changes: ['secret_string_wo_version'] },
    });
  });

  it('may write the one secret, read the other, and use the key for these two alone', () => {
    const of = (action: string) => may.filter(({ Action }) => Action.includes(action));
    expect(of('secretsmanager:PutSecretValue').flatMap(({ Resource }) => Resource)).toEqual([
      '${aws_secretsmanager_secret.datadog-key_secret_3B6123DA.arn}',
    ]);
    expect(of('secretsmanager:GetSecretValue').flatMap(({ Resource }) => Resource)).toEqual([
      '${aws_secretsmanager_secret.datadog-key_secret_3B6123DA.arn}',
      '${aws_secretsmanager_secret.datadog-application-key_secret_61223674.arn}',
    ]);
    for (const { Condition } of of('kms:GenerateDataKey')) {
      expect(Condition?.['StringEquals']).toMatchObject({
        'kms:EncryptionContext:SecretARN': '${aws_secretsmanager_secret.datadog-key_secret_3B6123DA.arn}',
      });
    }
  });

  it('goes through an endpoint that lets its calls through, and nobody write the application key', () => {
    const endpoint = all(plan, 'aws_vpc_endpoint').find(({ service_name }) =>
      String(service_name).endsWith('.secretsmanager'),
    );
    const writes = statements(endpoint?.['policy']).filter(({ Action }) =>
      Action.includes('secretsmanager:PutSecretValue'),
    );
    expect(writes.flatMap(({ Resource }) => Resource)).toEqual([
      '${aws_secretsmanager_secret.datadog-key_secret_3B6123DA.arn}',
    ]);
  });

  it('has its own names for keys in each account and region, and every Extension reads the secret anew', () => {
    const variables = (one: Record<string, unknown> | undefined) =>
      recordOf(recordOf(one?.['environment'])['variables']);
    expect(variables(fn)['KEY_NAME_PREFIX']).toBe('llm-gateway-prod/222222222222/us-east-1/');
    for (const one of all(plan, 'aws_lambda_function')) {
      expect(variables(one)).toMatchObject({ DD_API_KEY_SECRET_RELOAD_INTERVAL: '3600' });
    }
  });

  it('is not there where the config does not ask for it', () => {
    const stack = made.service(dev);
    expect(stack.parts.map(({ id }) => id)).not.toContain('rotate-datadog-key');
    expect(all(synthesized(stack), 'aws_secretsmanager_secret_rotation')).toEqual([]);
  });

  it('is there for a key that somebody puts in out of band, as well', () => {
    const stack = made.service(
      withKey({ from: 'out-of-band', rotation: { everyDays: 30, applicationKeyMaxDays: 90 } }, dev),
    );
    expect(stack.checked().findings).toEqual([]);
    expect(all(synthesized(stack), 'aws_secretsmanager_secret_version')).toEqual([]);
  });

  it('refuses a plan in which Terraform would write the key again', () => {
    const raised = withKey({ from: 'variable', version: 2, rotation: { everyDays: 30, applicationKeyMaxDays: 90 } });
    expect(made.service(raised).checked().findings).toEqual([
      expect.objectContaining({ check: 'rotation-is-not-overwritten', problem: expect.stringContaining('is 2') }),
    ]);
  });
});

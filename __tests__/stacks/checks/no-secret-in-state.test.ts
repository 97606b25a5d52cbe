import { noSecretInState, nothingLooksLikeASecret } from '../../../stacks/checks/no-secret-in-state';
import { one, problems } from './facts';

const version = (value: string, variable?: Record<string, unknown>) => ({
  plan: {
    ...one('aws_secretsmanager_secret_version', { secret_id: 's', secret_string_wo: value }).plan,
    ...(variable === undefined ? {} : { variable: { key: variable } }),
  },
});

describe('noSecretInState', () => {
  it.each([
    ['aws_secretsmanager_secret_version', { secret_string: 'x' }],
    ['aws_api_gateway_api_key', { name: 'consumer' }],
    ['aws_iam_access_key', { user: 'u' }],
    ['aws_ssm_parameter', { type: 'SecureString', value: 'x' }],
    ['datadog_api_key', { name: 'k' }],
    ['datadog_application_key', { name: 'k' }],
    ['datadog_synthetics_global_variable', { secure: true, value: 'x' }],
    ['datadog_integration_pagerduty_service_object', { service_key: 'x' }],
    ['datadog_webhook', { custom_headers: '{}' }],
    ['random_password', { length: 16 }],
    ['aws_lambda_function', { environment: { variables: { DD_API_KEY: 'x' } } }],
    ['aws_lambda_function', { environment: [{ variables: { DB_PASSWORD: 'x' } }] }],
  ])('finds the secret of %s %j', (type, args) => {
    expect(problems(noSecretInState, one(type, args))).toHaveLength(1);
  });

  it.each([
    ['a literal', version('x')],
    ['a variable that Terraform stores', version('${var.key}', { sensitive: true })],
    ['a variable that is not there', version('${var.key}')],
    ['a resource', version('${random_password.p.result}')],
    ['a mixture', version('${var.key}-x', { ephemeral: true })],
  ])('finds a write-only argument that is fed by %s', (_, given) => {
    expect(problems(noSecretInState, given)).toEqual([expect.stringMatching(/secret_string_wo is write-only/)]);
  });

  it('finds the credentials of a provider', () => {
    const provider = { datadog: [{ api_key: 'x', app_key: 'y' }], aws: [{ access_key: 'z' }] };
    expect(problems(noSecretInState, { plan: { provider } })).toHaveLength(3);
  });

  it('finds the default of a sensitive variable', () => {
    expect(problems(noSecretInState, { plan: { variable: { key: { sensitive: true, default: 'x' } } } })).toHaveLength(
      1,
    );
  });

  it.each([
    ['aws_ssm_parameter', { type: 'String', value: 'x' }],
    ['datadog_synthetics_global_variable', { value: 'x' }],
    ['aws_lambda_function', { environment: { variables: { DD_API_KEY_SECRET_ARN: 'arn', MAX_OUTPUT_TOKENS: '1' } } }],
  ])('accepts %s %j', (type, args) => {
    expect(problems(noSecretInState, one(type, args))).toEqual([]);
  });

  it('accepts a write-only argument that is fed by what is ephemeral', () => {
    expect(problems(noSecretInState, version('${var.key}', { ephemeral: true, sensitive: true }))).toEqual([]);
    expect(
      problems(noSecretInState, version('${ephemeral.aws_secretsmanager_secret_version.x.secret_string}')),
    ).toEqual([]);
  });
});

describe('nothingLooksLikeASecret', () => {
  it.each([`AKIA${'A'.repeat(16)}`, '-----BEGIN RSA PRIVATE KEY-----', 'https://hooks.slack.com/services/T000/B000'])(
    'finds %s',
    (text) => {
      expect(problems(nothingLooksLikeASecret, one('aws_lambda_function', { description: `x ${text}` }))).toHaveLength(
        1,
      );
    },
  );

  it('accepts ordinary text', () => {
    expect(problems(nothingLooksLikeASecret, one('aws_lambda_function', { description: 'AKIA is a prefix' }))).toEqual(
      [],
    );
  });
});

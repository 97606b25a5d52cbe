/**
 * Arguments whose value Terraform writes into its state, or into the plan file, in clear. Each is made out of band and
 * referred to by id, name or ARN instead; `*` means that the resource itself makes the secret and cannot help storing it.
 * https://developer.hashicorp.com/terraform/language/manage-sensitive-data
 */
export const SECRET_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  aws_api_gateway_api_key: ['*'],
  aws_cognito_user_pool_client: ['client_secret'],
  aws_db_instance: ['password'],
  aws_iam_access_key: ['*'],
  aws_iam_user_login_profile: ['*'],
  aws_kms_external_key: ['key_material_base64'],
  aws_lb_listener_rule: ['action.authenticate_oidc.client_secret'],
  aws_secretsmanager_secret_version: ['secret_string', 'secret_binary'],
  aws_sns_platform_application: ['platform_credential', 'platform_principal'],
  datadog_action_connection: ['http.token_auth.token.value'],
  datadog_api_key: ['*'],
  datadog_application_key: ['*'],
  datadog_integration_azure: ['client_secret'],
  datadog_integration_cloudflare_account: ['api_key'],
  datadog_integration_confluent_account: ['api_secret'],
  datadog_integration_fastly_account: ['api_key'],
  datadog_integration_gcp: ['private_key'],
  datadog_integration_opsgenie_service_object: ['opsgenie_api_key'],
  datadog_integration_pagerduty: ['api_token'],
  datadog_integration_pagerduty_service_object: ['service_key'],
  datadog_service_account_application_key: ['*'],
  datadog_webhook: ['custom_headers'],
  datadog_webhook_custom_variable: ['value'],
  random_password: ['*'],
  tls_private_key: ['*'],
};

/** Secret only where the resource says so. */
export const SECRET_WHEN: readonly {
  readonly type: string;
  readonly argument: string;
  readonly when: string;
  readonly is: unknown;
}[] = [
  { type: 'aws_ssm_parameter', argument: 'value', when: 'type', is: 'SecureString' },
  { type: 'datadog_synthetics_global_variable', argument: 'value', when: 'secure', is: true },
];

/** Never written to state, but to the plan file, unless what feeds them is ephemeral. https://developer.hashicorp.com/terraform/language/manage-sensitive-data/write-only */
export const isWriteOnly = (argument: string): boolean => argument.endsWith('_wo');

/** Credentials of providers: they come from the environment where Terraform runs. */
export const PROVIDER_SECRETS: readonly string[] = [
  'access_key',
  'secret_key',
  'token',
  'api_key',
  'app_key',
  'password',
];

/** Names of environment variables that hold a secret itself, where `DD_API_KEY_SECRET_ARN` only says where it is. */
export const isSecretVariable = (name: string): boolean =>
  /(^|_)(PASSWORD|SECRET|TOKEN|API_KEY|APP_KEY|PRIVATE_KEY|ACCESS_KEY)$/.test(name);

/** Secrets that give themselves away wherever they stand. */
export const SECRET_SHAPES: readonly { readonly what: string; readonly shape: RegExp }[] = [
  { what: 'an AWS access key', shape: /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/ },
  { what: 'a private key', shape: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  { what: 'a Slack webhook', shape: /hooks\.slack\.com\/services\/T[A-Z0-9]+\// },
];

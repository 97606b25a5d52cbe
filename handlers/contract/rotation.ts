/**
 * How the Datadog API key of an environment is rotated: by Secrets Manager, which calls a function in four steps, with an
 * application key that a person rotates.
 */

/** The secrets that are watched by their age: ids of their parts, and values of the `secret` tag. */
export const ROTATED_SECRETS = { apiKey: 'datadog-api-key', applicationKey: 'datadog-application-key' } as const;
export type RotatedSecret = (typeof ROTATED_SECRETS)[keyof typeof ROTATED_SECRETS];

/** In their order. https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html */
export const ROTATION_STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
export type RotationStep = (typeof ROTATION_STEPS)[number];

/** What a schedule sends in between: says how old both keys are, and finds out that one no longer works before it is needed. */
export const REPORT_EVENT = { report: 'key-ages' } as const;

/** How often the schedule sends it. A day without a report is an alert, and one that fails is tried again long before. */
export const REPORT_EVERY_HOURS = 6;

/**
 * Seconds after which an Extension that needs its API key reads the secret anew (`DD_API_KEY_SECRET_RELOAD_INTERVAL`; without
 * it, never). A key that has not been AWSCURRENT for so long is held by nobody.
 * https://docs.datadoghq.com/serverless/libraries_integrations/extension/#reload-api-key-secret-periodically
 */
export const RELOAD_SECONDS = 3_600;

/**
 * Days that a rotation has from making a key to putting it in use; one that has not ended by then begins anew. So a version
 * that is older, and an hour more, has been in use for longer than any Extension keeps a key.
 */
export const ROTATION_DAYS = 2;

/** First version of the Extension that reads the secret anew. Same source. */
export const RELOADING_EXTENSION_VERSION = 88;

/** Times and patience of one step, in milliseconds. */
export const ROTATION_PATIENCE = {
  /** One call to Datadog or AWS. */
  callMs: 5_000,
  /** Calls before giving up on what may pass by itself. */
  attempts: 4,
  /** Longest wait between two of them (full jitter below it). */
  maxBackoffMs: 1_000,
  /** A new key takes some seconds until all of Datadog knows it: the same for the test of one. */
  testAttempts: 8,
  testMaxBackoffMs: 6_000,
  /** Kept back to log and to report. */
  reserveMs: 2_000,
} as const;

/** Timeout of the function: all attempts of one step, and a cold start. */
export const ROTATION_TIMEOUT_SECONDS = 90;

/** What can go wrong, each a value of the `outcome` tag. */
export const ROTATION_FAILURES = {
  'event-unknown': 'the event is of no known form, or about another secret',
  'not-staged': 'rotation is off, or the version is not the one that is being rotated',
  'too-late': 'the version was made days ago and never came into use: rotate anew',
  'no-value': 'a version of the API key, or the application key, holds no value',
  'secret-refused': 'the function may not read or write a secret, or its key',
  'secret-unavailable': 'Secrets Manager throttles, fails or does not answer',
  'datadog-refused': 'Datadog does not accept the keys, or the application key lacks a scope',
  'datadog-throttled': 'Datadog receives too many requests',
  'datadog-unavailable': 'Datadog fails',
  'datadog-unreachable': 'Datadog does not answer in time, or cannot be reached',
  'datadog-malformed': 'what Datadog answers cannot be read',
  'key-invalid': 'Datadog does not know the new API key, long after it made it',
  'revoke-failed': 'the key is rotated, but one that nobody uses any more is still valid',
  internal: 'a mistake of ours',
} as const;
export type RotationFailure = keyof typeof ROTATION_FAILURES;

/** `kept`: an old key is left to the next rotation, because an Extension might still hold it. */
export type RotationOutcome = 'ok' | 'kept' | RotationFailure;

/**
 * Permissions that the application key is scoped to, and its owner needs.
 * https://docs.datadoghq.com/account_management/rbac/permissions/#api-and-application-keys
 */
export const APPLICATION_KEY_SCOPES = ['api_keys_read', 'api_keys_write', 'api_keys_delete'] as const;

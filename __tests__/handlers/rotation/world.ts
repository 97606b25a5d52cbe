import type { RotationEnv } from '../../../handlers/contract/env';
import { StandInKeys } from '../../../tools/datadog-stand-in/api-keys';
import { StandInSecret } from '../../../tools/secrets-manager-stand-in/secrets';

const secretArn = (name: string) => `arn:aws:secretsmanager:us-east-1:111111111111:secret:gateway-test-${name}-AbCdEf`;

export const API_KEY_SECRET = secretArn('datadog-api-key');
export const APPLICATION_KEY_SECRET = secretArn('datadog-application-key');
export const NAME_PREFIX = 'gateway-test/111111111111/us-east-1/';

export const DAY_MS = 86_400_000;

/** Both sides of a rotation, and a clock. */
export interface World {
  readonly apiKey: StandInSecret;
  readonly applicationKey: StandInSecret;
  readonly keys: StandInKeys;
  /** By ARN. */
  readonly secrets: Readonly<Record<string, StandInSecret>>;
}

/** A world as a person leaves it: an API key that is not of our making, and an application key. */
export function bootstrapped(nowMs: () => number, keys = new StandInKeys()): World {
  const apiKey = new StandInSecret(nowMs);
  const applicationKey = new StandInSecret(nowMs);
  keys.applicationKey = 'application-key-canary-4711';
  const first = keys.create('made by hand');
  // what people and scripts paste
  apiKey.put('by-hand', `${first.value}\n`);
  applicationKey.put('application-by-hand', keys.applicationKey);
  return {
    apiKey,
    applicationKey,
    keys,
    secrets: { [API_KEY_SECRET]: apiKey, [APPLICATION_KEY_SECRET]: applicationKey },
  };
}

/** The same after two rotations, a month apart, the last a month ago. */
export function rotatedTwice(keys?: StandInKeys): World {
  let now = Date.now() - 90 * DAY_MS;
  const world = bootstrapped(() => now, keys);
  for (const version of ['version-1', 'version-2']) {
    now += 30 * DAY_MS;
    world.apiKey.put(version, world.keys.create(`${NAME_PREFIX}${version}`).value);
  }
  now = Date.now();
  return world;
}

/** The keys that the function has made and nobody has revoked. */
export const ownKeys = ({ keys }: World): string[] =>
  keys
    .all()
    .filter(({ name }) => name.startsWith(NAME_PREFIX))
    .map(({ name }) => name.slice(NAME_PREFIX.length));

/** Labels whose key Datadog does not know any more: telemetry of those who hold it is lost. */
export const deadLabels = ({ apiKey, keys }: World): string[] =>
  ['AWSCURRENT', 'AWSPREVIOUS'].filter((label) => {
    const value = apiKey.valueAt(label);
    return value !== undefined && !keys.knows(value.trim());
  });

export const event = (Step: string, ClientRequestToken: string, SecretId = API_KEY_SECRET) => ({
  Step,
  SecretId,
  ClientRequestToken,
});

const settings: Omit<RotationEnv, 'DATADOG_API_URL'> = {
  ENV: 'test',
  SERVICE: 'gateway',
  LOG_LEVEL: 'DEBUG',
  API_KEY_SECRET_ARN: API_KEY_SECRET,
  APPLICATION_KEY_SECRET_ARN: APPLICATION_KEY_SECRET,
  KEY_NAME_PREFIX: NAME_PREFIX,
};

export const rotationEnvironment = (urls: { readonly aws: string; readonly datadog: string }) => ({
  ...settings,
  DATADOG_API_URL: `${urls.datadog}/`,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_ENDPOINT_URL_SECRETS_MANAGER: urls.aws,
  NODE_NO_WARNINGS: '1',
});

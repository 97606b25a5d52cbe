import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  SecretsManagerClient,
  SecretsManagerServiceException,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { DEADLINES } from '../contract/deadlines';
import { ROTATION_PATIENCE } from '../contract/rotation';
import { RotationError, reasonOf } from './rotation-error';

/** What Secrets Manager says of a secret: its versions that carry labels, and no value. */
export interface SecretDescription {
  readonly rotates: boolean;
  /** Labels by version. A version that has lost its labels is not in it. */
  readonly stages: Readonly<Record<string, readonly string[]>>;
}

export interface SecretValue {
  readonly value: string;
  /** When this version was put there. */
  readonly since: Date;
}

/** Which version of a secret: the one under its id, or the current one. */
export type Version = { readonly id: string } | 'AWSCURRENT';

/** Secrets Manager, as far as a rotation needs it. @throws RotationError, and nothing else */
export interface SecretStore {
  describe(secret: string): Promise<SecretDescription>;
  /** Nothing where that version has no value, or is not there. */
  value(secret: string, version: Version): Promise<SecretValue | undefined>;
  /** Gives a version its value, unless it has one. */
  putPending(secret: string, version: string, value: string): Promise<void>;
  /** Moves AWSCURRENT; Secrets Manager moves AWSPREVIOUS to where it was. */
  makeCurrent(secret: string, version: string, before: string | undefined): Promise<void>;
  /** Takes AWSPENDING off: the next rotation could not start otherwise. */
  dropPending(secret: string, version: string): Promise<void>;
}

/** Errors by which Secrets Manager says that it will not do it, however often it is asked. */
const REFUSALS: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'DecryptionFailure',
  'EncryptionFailure',
  'InvalidParameterException',
  'InvalidRequestException',
  'LimitExceededException',
  'PreconditionNotMetException',
  'PublicPolicyException',
  'ResourceNotFoundException',
  'UnrecognizedClientException',
]);

export function secretStore(remainingMs: () => number): SecretStore {
  const client = new SecretsManagerClient({
    retryStrategy: new ConfiguredRetryStrategy(
      ROTATION_PATIENCE.attempts,
      () => Math.random() * ROTATION_PATIENCE.maxBackoffMs,
    ),
    requestHandler: new NodeHttpHandler({
      connectionTimeout: DEADLINES.connectTimeoutMs,
      requestTimeout: ROTATION_PATIENCE.callMs,
      throwOnRequestTimeout: true,
    }),
  });
  const within = () => ({ abortSignal: AbortSignal.timeout(Math.max(1, remainingMs())) });
  return {
    describe: (SecretId) =>
      safely(async () => {
        const described = await client.send(new DescribeSecretCommand({ SecretId }), within());
        const { RotationEnabled: rotates = false, VersionIdsToStages: stages = {} } = described;
        return { rotates, stages };
      }),
    value: (SecretId, version) =>
      safely(async () => {
        const which = version === 'AWSCURRENT' ? { VersionStage: version } : { VersionId: version.id };
        try {
          const found = await client.send(new GetSecretValueCommand({ SecretId, ...which }), within());
          // as the Extension reads it
          const value = found.SecretString?.trim() ?? '';
          return value === '' || found.CreatedDate === undefined ? undefined : { value, since: found.CreatedDate };
        } catch (error) {
          if (error instanceof ResourceNotFoundException) return undefined;
          throw error;
        }
      }),
    putPending: (SecretId, ClientRequestToken, SecretString) =>
      safely(async () => {
        const put = { SecretId, ClientRequestToken, SecretString, VersionStages: ['AWSPENDING'] };
        try {
          await client.send(new PutSecretValueCommand(put), within());
        } catch (error) {
          // an attempt before this one got further than it knew; what it put will be tested
          if (!(error instanceof ResourceExistsException)) throw error;
        }
      }),
    makeCurrent: (SecretId, MoveToVersionId, RemoveFromVersionId) =>
      safely(async () => {
        const move = { SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId };
        const from = RemoveFromVersionId === undefined ? {} : { RemoveFromVersionId };
        await client.send(new UpdateSecretVersionStageCommand({ ...move, ...from }), within());
      }),
    dropPending: (SecretId, RemoveFromVersionId) =>
      safely(async () => {
        const drop = { SecretId, VersionStage: 'AWSPENDING', RemoveFromVersionId };
        await client.send(new UpdateSecretVersionStageCommand(drop), within());
      }),
  };
}

/** With the SDK's own retries inside. Only the name of what went wrong is kept. */
async function safely<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const refused = error instanceof SecretsManagerServiceException && REFUSALS.has(error.name);
    throw new RotationError(refused ? 'secret-refused' : 'secret-unavailable', reasonOf(error));
  }
}

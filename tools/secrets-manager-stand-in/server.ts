import { type FaultyServer, faultyServer } from '../stand-in/faulty-server';
import { SecretsManagerError, type StandInSecret } from './secrets';

const failure = (name: string, status = 400) => ({ status, body: { __type: name, message: `stand-in: ${name}` } });

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/**
 * Secrets Manager on localhost, as far as a rotation calls it, in its own protocol (AWS JSON 1.1). Faults are asked for by
 * the name of the operation, `GetSecretValue`.
 *
 * @param secrets By ARN; may change later.
 */
export const secretsManagerStandIn = (secrets: Readonly<Record<string, StandInSecret>>): Promise<FaultyServer> =>
  faultyServer({
    contentType: 'application/x-amz-json-1.1',
    operation: ({ headers }) => String(headers['x-amz-target']).replace('secretsmanager.', ''),
    faults: {
      throttle: failure('ThrottlingException'),
      refuse: failure('AccessDeniedException'),
      error: failure('InternalServiceError', 500),
    },
    answer: (_request, body, operation) => {
      const input = JSON.parse(body) as Record<string, unknown>;
      const arn = String(input['SecretId']);
      const secret = secrets[arn];
      if (secret === undefined) return failure('ResourceNotFoundException');
      try {
        return { status: 200, body: { ARN: arn, Name: arn, ...carriedOut(operation, secret, input) } };
      } catch (error) {
        if (error instanceof SecretsManagerError) return failure(error.name);
        throw error;
      }
    },
  });

function carriedOut(operation: string, secret: StandInSecret, input: Record<string, unknown>): object {
  const [version, stage] = [text(input['VersionId']), text(input['VersionStage'])];
  switch (operation) {
    case 'DescribeSecret':
      return { RotationEnabled: secret.rotationEnabled, VersionIdsToStages: secret.stages() };
    case 'GetSecretValue': {
      const which = {
        ...(version === undefined ? {} : { id: version }),
        ...(stage === undefined ? {} : { label: stage }),
      };
      const { id, value, createdMs } = secret.read(which);
      return { VersionId: id, SecretString: value, CreatedDate: createdMs / 1_000 };
    }
    case 'PutSecretValue': {
      const id = String(input['ClientRequestToken']);
      secret.put(id, String(input['SecretString']), input['VersionStages'] as string[] | undefined);
      return { VersionId: id };
    }
    case 'UpdateSecretVersionStage':
      secret.updateStage(String(stage), text(input['MoveToVersionId']), text(input['RemoveFromVersionId']));
      return {};
    default:
      throw new Error(`the stand-in does not know ${operation}`);
  }
}

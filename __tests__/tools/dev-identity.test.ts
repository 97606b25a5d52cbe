import type { APIGatewayProxyEvent } from 'aws-lambda';
import { tenantOf, tenantSource } from '../../handlers/runtime/tenant';
import { chatEnvironment } from '../../stacks/aws/functions';
import { dev } from '../../stacks/config/environments/dev';
import type { ServiceConfig } from '../../stacks/config/schema';
import { devIdentity } from '../../tools/dev/identity';

const KEY = { name: 'app', apiKeyId: 'abcde12345', ratePerSecond: 1, burst: 1, requestsPerDay: 1 };

const auths: [ServiceConfig['api']['auth'], string][] = [
  [{ kind: 'iam' }, '111111111111-developer'],
  [{ kind: 'api-keys', consumers: [KEY] }, 'abcde12345'],
  [{ kind: 'cognito', userPoolArns: [], scopes: ['chat'], tenantClaim: 'client_id' }, 'developer'],
];

describe('who calls on a laptop', () => {
  it.each(auths)('is a tenant to the function, with %j', (auth, tag) => {
    const config = { ...dev, api: { ...dev.api, auth } };
    const { TENANT_FROM } = chatEnvironment(
      config,
      { targetsJson: '', guardrailId: '', guardrailVersion: '' },
      { name: '' },
    );
    const requestContext = {
      apiId: 'dev',
      ...devIdentity(config),
    } as unknown as APIGatewayProxyEvent['requestContext'];
    expect(tenantOf({ requestContext }, tenantSource(TENANT_FROM)).tag).toBe(tag);
  });
});

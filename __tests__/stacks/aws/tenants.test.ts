import { tenantLimits as read } from '../../../handlers/runtime/limit-settings';
import { tenantLimits } from '../../../stacks/aws/tenants';
import { dev } from '../../../stacks/config/environments/dev';
import { prod } from '../../../stacks/config/environments/prod';
import type { ServiceConfig } from '../../../stacks/config/schema';

const CONSUMER = { name: 'mobile-app', apiKeyId: 'abcde12345', ratePerSecond: 1, burst: 1, requestsPerDay: 100 };

/** The limit of one tenant, as the function reads it. */
const limitOf = (tenant: string, auth: ServiceConfig['api']['auth']) =>
  read(
    tenantLimits({
      ...dev,
      api: { ...dev.api, auth },
      limits: { tenants: { [tenant]: { dailyUsd: 2 } }, whenUnavailable: 'closed' },
    }),
  );

describe('what the function is told of limits', () => {
  it.each<[string, string, ServiceConfig['api']['auth'], string]>([
    ['the id of a consumer, not its name', 'mobile-app', { kind: 'api-keys', consumers: [CONSUMER] }, 'abcde12345'],
    [
      'a role without the path that STS does not tell',
      'arn:aws:iam::111111111111:role/team/chat-caller',
      { kind: 'iam' },
      'arn:aws:iam::111111111111:role/chat-caller',
    ],
    ['a claim as it is', 'client1', prod.api.auth, 'client1'],
  ])('is %s', (_, tenant, auth, id) => {
    expect(limitOf(tenant, auth)).toEqual({
      table: 'llm-gateway-dev-usage',
      tenants: { [id]: { dailyUsd: 2 } },
      whenUnavailable: 'closed',
    });
  });

  it('is nothing where there are none', () => {
    const { limits: _, ...unlimited } = dev;
    expect(read(tenantLimits(unlimited))).toBeUndefined();
  });

  it.each(['', '{}', '[]', '{"table":"t","tenants":{"a":{}},"whenUnavailable":"open"}', 'null'])(
    'is refused by the function when it is %j',
    (value) => {
      expect(() => read(value)).toThrow('must be none, or JSON of');
    },
  );
});

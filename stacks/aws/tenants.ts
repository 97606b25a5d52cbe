import { type TenantLimits, USAGE_TABLE } from '../../handlers/contract/limits';
import type { ServiceConfig } from '../config/schema';
import { nameOf } from '../names';

/** What the gateway authenticates is what tells tenants apart. */
export function tenantFrom(auth: ServiceConfig['api']['auth']): string {
  switch (auth.kind) {
    case 'iam':
      return 'iam';
    case 'api-keys':
      return 'api-key';
    case 'cognito':
      return `claim:${auth.tenantClaim}`;
  }
}

/** `TenantLimits` as the function reads them, its tenants under the ids by which the gateway knows them. */
export function tenantLimits(config: ServiceConfig): string {
  const { limits, api } = config;
  if (limits === undefined) return 'none';
  const asDeployed: TenantLimits = {
    table: nameOf(config, USAGE_TABLE, 255),
    ...(limits.default === undefined ? {} : { default: given(limits.default) }),
    tenants: Object.fromEntries(
      Object.entries(limits.tenants).map(([tenant, limit]) => [idOf(tenant, api.auth), given(limit)]),
    ),
    whenUnavailable: limits.whenUnavailable,
  };
  return JSON.stringify(asDeployed);
}

type Limits = NonNullable<ServiceConfig['limits']>;

const given = ({ dailyUsd, dailyTokens }: Limits['tenants'][string]) => ({
  ...(dailyUsd === undefined ? {} : { dailyUsd }),
  ...(dailyTokens === undefined ? {} : { dailyTokens }),
});

/** The function does not see a consumer's name, nor the path of a role. */
function idOf(tenant: string, auth: ServiceConfig['api']['auth']): string {
  switch (auth.kind) {
    case 'api-keys':
      return auth.consumers.find(({ name }) => name === tenant)?.apiKeyId ?? tenant;
    case 'iam':
      return tenant.replace(/:role\/.*\//, ':role/');
    case 'cognito':
      return tenant;
  }
}

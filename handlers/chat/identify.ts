import { type Tenant, tenantOf } from '../runtime/tenant';
import type { ChatDependencies } from './dependencies';
import type { Exchange } from './exchange';

/** Who asks. @throws ServiceError `unauthenticated` */
export function identify({ event, facts }: Exchange, { settings }: Pick<ChatDependencies, 'settings'>): Tenant {
  const tenant = tenantOf(event, settings.tenantFrom);
  facts.tenant = tenant.tag;
  facts.metricTenant = tenant.metricTag;
  return tenant;
}

import { Testing } from 'cdktf';
import { AccountStack } from '../../stacks/account-stack';
import { bundlesIn } from '../../stacks/bundles';
import type { ServiceConfig } from '../../stacks/config/schema';
import { sources } from '../../stacks/config/sources';
import { valid } from '../../stacks/config/valid';
import { ServiceStack } from '../../stacks/service-stack';
import { surroundings } from '../../stacks/surroundings';
import { quickly } from '../../stacks/synthesize';

/** The stacks of the program as main.ts makes them, and ones like them. */
export function madeStacks() {
  const { services, accounts } = valid(sources);
  const bundles = bundlesIn('dist/handlers');
  const around = surroundings();
  const service = (config: ServiceConfig) =>
    quickly(() => new ServiceStack(Testing.app(), { config, bundles, surroundings: around }));
  const account = (config: (typeof accounts)[number]) =>
    quickly(() => new AccountStack(Testing.app(), { config, surroundings: around }));
  return { service, all: [...accounts.map(account), ...services.map(service)] };
}

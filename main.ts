import { AccountStack } from './stacks/account-stack';
import { bundlesIn } from './stacks/bundles';
import { sources } from './stacks/config/sources';
import { valid } from './stacks/config/valid';
import { orExit } from './stacks/problems';
import { ServiceStack } from './stacks/service-stack';
import { surroundings } from './stacks/surroundings';
import { synthesize } from './stacks/synthesize';

/** The program: every config becomes a stack, every stack is checked, and Terraform JSON is written to cdktf.out. */
export const stacks = orExit(() => {
  const { accounts, services } = valid(sources);
  const bundles = bundlesIn('dist/handlers');
  const around = surroundings();
  return synthesize((app) => [
    ...accounts.map((config) => new AccountStack(app, { config, surroundings: around })),
    ...services.map((config) => new ServiceStack(app, { config, bundles, surroundings: around })),
  ]);
});

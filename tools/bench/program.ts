import { bundlesIn } from '../../stacks/bundles';
import { nonprod } from '../../stacks/config/accounts/nonprod';
import { staging } from '../../stacks/config/environments/staging';
import { valid } from '../../stacks/config/valid';
import { ServiceStack } from '../../stacks/service-stack';
import { surroundings } from '../../stacks/surroundings';
import { synthesize } from '../../stacks/synthesize';

// The program with so many environments like staging, for `npm run bench`: program.ts <number>. Prints what it took.
const environments = Number(process.argv[2]);
const { services } = valid({
  accounts: [{ file: 'accounts/nonprod.ts', config: nonprod }],
  environments: Array.from({ length: environments }, (_, index) => ({
    file: `environment ${index}`,
    config: { ...staging, env: `e${index}` },
  })),
});
const bundles = bundlesIn('dist/handlers');
const around = surroundings();
synthesize((app) => services.map((config) => new ServiceStack(app, { config, bundles, surroundings: around })));
console.log(JSON.stringify({ megabytes: Math.round(process.resourceUsage().maxRSS / 1_024) }));

import { readdirSync } from 'node:fs';
import { App } from 'cdktf';
import { AccountStack } from './stacks/account-stack';
import { bundlesIn } from './stacks/bundles';
import { sources } from './stacks/config/sources';
import { valid } from './stacks/config/valid';
import { orExit, refuseFindings } from './stacks/problems';
import { ServiceStack } from './stacks/service-stack';

/** The program: every config becomes a stack, every stack is checked, and Terraform JSON is written to cdktf.out. */
export const stacks = orExit(() => {
  const { accounts, services } = valid(sources);
  const bundles = bundlesIn('dist/handlers');
  const surroundings = {
    articles: new Set(readdirSync('docs/runbook').map((file) => file.replace(/\.md$/, ''))),
    today: new Date().toISOString().slice(0, 10),
    hcl: process.env['SYNTH_HCL_OUTPUT'] === 'true',
  };
  const app = new App({ stackTraces: false });
  const made = [
    ...accounts.map((config) => new AccountStack(app, { config, surroundings })),
    ...services.map((config) => new ServiceStack(app, { config, bundles, surroundings })),
  ];
  refuseFindings(made);
  app.synth();
  return made;
});

import { nonprod } from './accounts/nonprod';
import { prod as prodAccount } from './accounts/prod';
import { dev } from './environments/dev';
import { prod } from './environments/prod';
import { staging } from './environments/staging';
import type { Sources } from './valid';

/** Every config of the program and the file it stands in. A new environment is a file and a line here. */
export const sources: Sources = {
  environments: [
    { file: 'stacks/config/environments/dev.ts', config: dev },
    { file: 'stacks/config/environments/staging.ts', config: staging },
    { file: 'stacks/config/environments/prod.ts', config: prod },
  ],
  accounts: [
    { file: 'stacks/config/accounts/nonprod.ts', config: nonprod },
    { file: 'stacks/config/accounts/prod.ts', config: prodAccount },
  ],
};

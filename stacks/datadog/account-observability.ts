import { Construct } from 'constructs';
import type { AccountConfig } from '../config/account-schema';
import { DATADOG_SITES } from '../config/datadog-sites';
import { accountTagsOf } from '../names';
import type { Part } from '../parts';
import { MonitorResources } from './monitor-resources';
import { monitorsOf } from './monitors/monitors-for';
import { accountContextOf, type MonitorSpec } from './monitors/spec';

export interface AccountObservabilityProps {
  readonly config: AccountConfig;
  readonly parts: readonly Part[];
}

/** What watches the account itself. */
export class AccountObservability extends Construct {
  readonly monitors: readonly MonitorSpec[];

  constructor(scope: Construct, id: string, { config, parts }: AccountObservabilityProps) {
    super(scope, id);

    const { site, receivers, runbookUrl } = config.datadog;
    this.monitors = monitorsOf(accountContextOf(config, parts));
    new MonitorResources(this, 'monitors', {
      specs: this.monitors,
      tags: accountTagsOf(config),
      // an account has no dashboard; this is where Datadog shows how its integration is
      message: {
        receivers,
        runbookUrl,
        dashboardUrl: `${DATADOG_SITES[site].appUrl}/integrations/amazon-web-services`,
      },
      sloIds: new Map(),
    });
  }
}

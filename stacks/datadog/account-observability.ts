import { Construct } from 'constructs';
import type { AccountConfig } from '../config/account-schema';
import { accountTagsOf } from '../names';
import type { Part } from '../parts';
import { MonitorResources } from './monitor-resources';
import { monitorsFor } from './monitors/monitors-for';
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

    const context = accountContextOf(config, parts);
    this.monitors = parts.flatMap((part) => monitorsFor(part, context));
    new MonitorResources(this, 'monitors', {
      specs: this.monitors,
      tags: accountTagsOf(config),
      message: { receivers: config.datadog.receivers, runbookUrl: config.datadog.runbookUrl },
    });
  }
}

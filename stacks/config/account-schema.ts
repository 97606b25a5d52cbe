import * as z from 'zod';
import { accountId, nameText, region } from './fields';
import { BACKEND, DATADOG_SITE, LOGS, OWNER, RECEIVERS, WAIVER } from './sections';

/** What exists once per AWS account and region, however many environments live there. */
export const accountConfig = z.strictObject({
  /** Short name of the account: part of physical names, and the `env` tag of what serves all its environments. */
  account: nameText,
  aws: z.strictObject({ accountId, region }),
  backend: BACKEND,
  owner: OWNER,
  logs: LOGS,
  datadog: z.strictObject({
    site: DATADOG_SITE,
    receivers: RECEIVERS,
    /** Whether Datadog may publish to the alerts topics of the account's environments, for their budget guards. */
    publishesAlerts: z.boolean(),
    /** Where this repository's docs/runbook is readable by people on call. No slash at the end. */
    runbookUrl: z.url().regex(/[^/]$/, 'must not end in a slash'),
  }),
  protectFromDestroy: z.boolean(),
  waivers: z.array(WAIVER),
});

export type AccountConfig = z.output<typeof accountConfig>;

/** The role with which Datadog reads the account. */
export const datadogRoleOf = ({ account }: Pick<AccountConfig, 'account'>): string => `${account}-datadog-integration`;

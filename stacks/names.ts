import type { AccountConfig } from './config/account-schema';
import type { ServiceConfig } from './config/schema';

/** What a physical name is made from. */
export type Named = Pick<ServiceConfig, 'service' | 'env'>;

/**
 * The physical name of a part, `<service>-<env>-<part>`: known at synth time, so that queries, policies and reports can
 * show it.
 *
 * @param max Longest name that the AWS service takes, in characters. Default 64 (Lambda, IAM roles).
 * @throws Error when too long. A name is never cut: two parts could then share one.
 */
export function nameOf({ service, env }: Named, part: string, max = 64): string {
  const name = `${service}-${env}-${part}`;
  if (name.length > max)
    throw new Error(
      `the name "${name}" has ${name.length} characters, ${max} are allowed: shorten the service, the env or the part`,
    );
  return name;
}

/** Longest name of a queue. */
const QUEUE_CHARACTERS = 80;
export const queueNameOf = (named: Named, part: string): string => nameOf(named, part, QUEUE_CHARACTERS);
/** The queue where that goes which a queue or a function could not do. */
export const deadLettersNameOf = (named: Named, part: string): string =>
  nameOf(named, `${part}-dead`, QUEUE_CHARACTERS);

/** Stack, state and HCP workspace of an environment. */
export const stackOf = ({ service, env }: Named): string => `${service}-${env}`;
export const accountStackOf = ({ account }: Pick<AccountConfig, 'account'>): string => `account-${account}`;

/** The one source of tags: AWS `default_tags`, Datadog's default tags, and the cost tag that budgets filter by. */
export type Tags = Readonly<Record<'service' | 'env' | 'stack' | 'team' | 'cost-center' | 'managed-by', string>>;

const MANAGED_BY = 'terraform';

export const tagsOf = ({ service, env, owner }: Pick<ServiceConfig, 'service' | 'env' | 'owner'>): Tags => ({
  service,
  env,
  // budgets filter by one tag only, so one must tell environments of services apart
  stack: stackOf({ service, env }),
  team: owner.team,
  'cost-center': owner.costCenter,
  'managed-by': MANAGED_BY,
});

export const accountTagsOf = ({ account, owner }: Pick<AccountConfig, 'account' | 'owner'>): Tags => ({
  service: 'aws-account',
  env: account,
  stack: accountStackOf({ account }),
  team: owner.team,
  'cost-center': owner.costCenter,
  'managed-by': MANAGED_BY,
});

/** Datadog's form, `key:value`, sorted. */
export const datadogTags = (tags: Tags): string[] =>
  Object.entries(tags)
    .map(([key, value]) => `${key}:${value}`)
    .sort();

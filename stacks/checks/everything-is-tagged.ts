import type { Check, Problem } from './check';
import { type Args, listOf, recordOf, wordsOf } from './plan';
import { tagOf } from './queries';

/** Each provider puts exactly the stack's tags on whatever it can tag. */
export const everyProviderTags: Check = ({ plan, tags }) =>
  ['aws', 'datadog'].flatMap((provider) => {
    const used = plan.resources.some(({ type }) => type.startsWith(`${provider}_`));
    const blocks = plan.json.provider?.[provider] ?? [];
    const defaults = blocks.map((block) => recordOf(recordOf(listOf(block['default_tags'])[0])['tags']));
    if (used && blocks.length === 0) {
      return [
        { resource: `provider.${provider}`, problem: 'the provider is not configured, so nothing is tagged', fix: FIX },
      ];
    }
    return defaults.flatMap((given): Problem[] =>
      differences(given, tags).map((what) => ({
        resource: `provider.${provider}`,
        problem: `default_tags: ${what}`,
        fix: FIX,
      })),
    );
  });

const FIX = 'give the provider the tags of stacks/names.ts, and no others';

function differences(given: Args, wanted: Readonly<Record<string, string>>): string[] {
  const keys = [...new Set([...Object.keys(given), ...Object.keys(wanted)])].sort();
  return keys
    .filter((key) => given[key] !== wanted[key])
    .map((key) => `${key} is ${JSON.stringify(given[key]) ?? 'missing'}, the stack's is ${wanted[key] ?? 'none'}`);
}

/** No resource says something else about itself than its stack does. */
export const noTagIsOverridden: Check = ({ plan, tags }) =>
  plan.resources.flatMap(({ address, args }) =>
    ownTags(args)
      .filter(([key, value]) => tags[key] !== undefined && tags[key] !== value)
      .map(([key, value]) => ({
        resource: address,
        problem: `its tag ${key} is "${value}", the stack's is "${tags[key]}"`,
        fix: "leave the tag out: the provider adds the stack's own",
      })),
  );

/** AWS writes tags as a map, Datadog as a list. */
const ownTags = ({ tags }: Args): [string, unknown][] =>
  Array.isArray(tags)
    ? tags.map(wordsOf).map((tag) => [tagOf(tag).key, tagOf(tag).value])
    : Object.entries(recordOf(tags));

/**
 * Types that Datadog's default tags do not reach, and the tags that each must carry itself. A dashboard takes `team` only.
 * https://registry.terraform.io/providers/DataDog/datadog/latest/docs#default_tags-1
 */
const TAGGED_BY_HAND: Readonly<Record<string, readonly string[]>> = {
  datadog_dashboard: ['team'],
  datadog_dashboard_json: ['team'],
  datadog_synthetics_test: ['service', 'env', 'team'],
};

/** What no provider tags carries the tags by itself. */
export const everyDashboardIsTagged: Check = ({ plan, tags, datadog }) =>
  plan.resources.flatMap(({ type, address, args }) => {
    const own =
      datadog.dashboards.find((dashboard) => dashboard.address === address)?.tags ?? listOf(args['tags']).map(wordsOf);
    return (TAGGED_BY_HAND[type] ?? [])
      .filter((key) => !own.includes(`${key}:${tags[key]}`))
      .map((key) => ({
        resource: address,
        problem: `it does not carry the tag ${key}:${tags[key]}, and the provider's default tags do not reach it`,
        fix: `add ${key}:${tags[key]} to its tags`,
      }));
  });

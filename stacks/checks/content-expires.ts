import type { Check, Problem } from './check';
import { type Args, listOf, recordOf, textAt, valuesAt, wordsOf } from './plan';

/**
 * What keeps content lets it go: every table by a time to live, and every bucket as a whole, after the days that its part says,
 * which are the data policy's. An older version of an object is content too.
 */
export const contentExpires: Check = ({ plan, parts }) => {
  const configurations = plan
    .ofType('aws_s3_bucket_lifecycle_configuration')
    .flatMap(({ args }) =>
      plan.targets(args['bucket']).map(({ address }) => ({ address, rules: listOf(args['rule']).map(recordOf) })),
    );
  const versioned = new Set(
    plan
      .ofType('aws_s3_bucket_versioning')
      .filter(({ args }) => textAt(args, 'versioning_configuration.status') === 'Enabled')
      .flatMap(({ args }) => plan.targets(args['bucket']).map(({ address }) => address)),
  );
  const buckets = plan.ofType('aws_s3_bucket').flatMap(({ address }): Problem[] => {
    const whole = configurations
      .filter((one) => one.address === address)
      .flatMap(({ rules }) => rules)
      .filter((rule) => rule['status'] === 'Enabled' && isOfAll(rule));
    const days = whole.flatMap((rule) => valuesAt(rule, 'expiration.days')).map((value) => Number(wordsOf(value)));
    const part = parts.find((one) => one.kind === 'bucket' && one.addresses.includes(address));
    const said = part?.kind === 'bucket' ? part.expiryDays : undefined;
    const oldOnesGo = whole.some((rule) => valuesAt(rule, 'noncurrent_version_expiration').length > 0);
    const fix = 'let stacks/aws/bucket.ts make it, with days out of `data` of the config';
    return [
      ...(days.some((one) => one > 0) ? [] : [{ resource: address, problem: 'its objects never expire', fix }]),
      ...(said === undefined || days.length === 0 || Math.min(...days) === said
        ? []
        : [
            {
              resource: address,
              problem: `its objects expire after ${Math.min(...days)} days, and its part says ${said}`,
              fix,
            },
          ]),
      ...(versioned.has(address) && !oldOnesGo
        ? [{ resource: address, problem: 'older versions of its objects never expire', fix }]
        : []),
    ];
  });
  const tables = plan
    .ofType('aws_dynamodb_table')
    .filter(({ args }) => valuesAt(args, 'ttl.enabled')[0] !== true || textAt(args, 'ttl.attribute_name') === undefined)
    .map(
      ({ address }): Problem => ({
        resource: address,
        problem: 'its items never expire',
        fix: 'set ttl (Table in stacks/aws/table.ts does)',
      }),
    );
  return [...buckets, ...tables];
};

/** Whether a rule is about every object: of no prefix, tag or size. */
const isOfAll = (rule: Args): boolean => {
  const prefixes = [...valuesAt(rule, 'filter.prefix'), ...valuesAt(rule, 'prefix')];
  const others = valuesAt(rule, 'filter')
    .flatMap((filter) => Object.keys(recordOf(filter)))
    .filter((key) => key !== 'prefix');
  return prefixes.every((prefix) => prefix === '') && others.length === 0;
};

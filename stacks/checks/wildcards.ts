import type { Facts } from './check';
import type { Statement } from './statements';

/**
 * What counts as a wildcard: `*` or `?` anywhere in an action or a resource of an `Allow`, be it the whole (`*`), a part
 * (`arn:aws:logs:us-east-1:111111111111:log-group:*`) or a suffix (`<group>:*`), since IAM matches all of them by pattern.
 *
 * What does not: a `Deny`, which only takes away; the resource of a KMS key policy, where `*` means the key that carries
 * it. Principals are another check's business.
 */
export function wildcardsIn({ use, effect, actions, resources }: Statement): string[] {
  if (effect !== 'Allow') return [];
  return [...actions, ...(use === 'key' ? [] : resources)].filter((value) =>
    /[*?]/.test(value.replace(/\$\{[^}]*\}/g, '')),
  );
}

export interface ExplainedWildcard {
  readonly address: string;
  readonly sid: string;
  readonly roles: readonly string[];
  readonly wildcards: readonly string[];
  /** Undefined: nobody has given a reason. */
  readonly reason: string | undefined;
}

/** Every wildcard in the plan, with the reason that its grant gives. */
export const wildcards = ({ statements, grants }: Pick<Facts, 'statements' | 'grants'>): ExplainedWildcard[] =>
  statements
    .map((statement) => ({ statement, found: wildcardsIn(statement) }))
    .filter(({ found }) => found.length > 0)
    .map(({ statement: { address, sid, roles }, found }) => ({
      address,
      sid,
      roles,
      wildcards: found,
      // what has no role (a bucket's policy, an endpoint's) is explained by a grant under its address
      reason: grants.find((grant) => grant.sid === sid && [address, ...roles].includes(grant.role))?.wildcard,
    }));

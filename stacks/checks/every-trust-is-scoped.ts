import type { Check, Facts, Problem } from './check';
import { valuesAt, wordsOf } from './plan';
import { type Principal, type Statement, statementName } from './statements';

/**
 * Services that assume a role without saying on whose behalf, so that no condition can hold them to it.
 * Lambda takes only roles of its own account, and the caller needs `iam:PassRole` on the role.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 * API Gateway's logging role is one for the account and region, and its guide shows the trust without conditions:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
const WITHOUT_SOURCE: ReadonlySet<string> = new Set(['lambda.amazonaws.com', 'apigateway.amazonaws.com']);

const SOURCE_KEYS = ['aws:sourceaccount', 'aws:sourcearn', 'aws:sourceorgid'];

/** A role is assumed by a service for us alone (no confused deputy), and by another account only with the id agreed on. */
export const everyTrustIsScoped: Check = ({ statements }) =>
  statements
    .filter(({ use, effect }) => use === 'trust' && effect === 'Allow')
    .flatMap((statement) =>
      statement.principals
        .flatMap((principal) => looseness(principal, statement))
        .map((loose) => ({
          resource: statement.address,
          problem: `${statementName(statement)}: ${loose.problem}`,
          fix: loose.fix,
        })),
    );

/** A service that a resource or a key lets in comes on behalf of our account. */
export const everyServiceIsScoped: Check = ({ statements }) =>
  statements
    .filter(({ use, effect }) => (use === 'resource' || use === 'key') && effect === 'Allow')
    .filter(({ principals }) => principals.some(({ kind }) => kind === 'Service'))
    .filter(
      (statement) =>
        !conditionKeys(statement).some((key) => SOURCE_KEYS.includes(key) || key.startsWith('kms:encryptioncontext:')),
    )
    .map((statement) => ({
      resource: statement.address,
      problem: `${statementName(statement)} lets ${statement.principals.map(({ value }) => value).join(', ')} in on behalf of any account`,
      fix: 'add a condition on aws:SourceAccount or aws:SourceArn; for a key, on its encryption context',
    }));

/** A resource or a key lets in no other account. */
export const everyTrustedAccountIsOurs: Check = (facts) => {
  const ours = accountsOf(facts);
  return facts.statements
    .filter(({ use, effect }) => (use === 'resource' || use === 'key') && effect === 'Allow')
    .flatMap((statement) =>
      statement.principals
        .filter(({ kind }) => kind === 'AWS')
        .flatMap(({ value }) => /^(?:arn:aws[a-z-]*:(?:iam|sts)::)?(\d{12})(?::|$)/.exec(value)?.[1] ?? [])
        .filter((account) => !ours.has(account))
        .map((account) => ({
          resource: statement.address,
          problem: `${statementName(statement)} lets the account ${account} in, which is not ours`,
          fix: 'take it out, or waive the finding with the reason',
        })),
    );
};

const accountsOf = ({ plan }: Facts): ReadonlySet<string> =>
  new Set(
    (plan.json.provider?.['aws'] ?? []).flatMap((provider) => valuesAt(provider, 'allowed_account_ids').map(wordsOf)),
  );

const conditionKeys = ({ conditions }: Statement): string[] =>
  Object.values(conditions).flatMap((condition) => Object.keys(condition).map((key) => key.toLowerCase()));

function looseness({ kind, value }: Principal, statement: Statement): Omit<Problem, 'resource'>[] {
  const keys = conditionKeys(statement);
  const has = (...wanted: string[]) => wanted.some((key) => keys.includes(key));
  switch (kind) {
    case 'Service':
      return WITHOUT_SOURCE.has(value) || has(...SOURCE_KEYS)
        ? []
        : [
            {
              problem: `${value} may assume the role for any account`,
              fix: 'add a trust condition on aws:SourceAccount or aws:SourceArn',
            },
          ];
    case 'AWS':
      return has('sts:externalid', 'aws:principalorgid', 'aws:principalarn') || isOneRole(value)
        ? []
        : [
            {
              problem: `${value} may assume the role without an external id`,
              fix: 'add a trust condition on sts:ExternalId',
            },
          ];
    case 'Federated':
      return keys.some((key) => key.endsWith(':sub'))
        ? []
        : [
            {
              problem: `whoever ${value} vouches for may assume the role`,
              fix: 'add conditions on the audience and subject of the token',
            },
          ];
    default:
      return [{ problem: `${value} may assume the role`, fix: 'name who may' }];
  }
}

/** A single role of an account, rather than whoever the account lets. */
const isOneRole = (arn: string): boolean => /^arn:aws[a-z-]*:iam::\d{12}:role\/[^*]+$/.test(arn);

import type { Check, Problem } from './check';
import { textAt } from './plan';
import { type Principal, type Statement, statementName } from './statements';

/** A function is invoked only by the one API, rule or bucket that its permission names. */
export const everyInvokeIsScoped: Check = ({ plan }) => [
  ...plan.ofType('aws_lambda_permission').flatMap(({ address, args }): Problem[] => {
    const source = textAt(args, 'source_arn');
    if (textAt(args, 'principal') === '*') {
      return [
        {
          resource: address,
          problem: 'everybody may invoke the function',
          fix: 'name the service that invokes it, and its source_arn',
        },
      ];
    }
    return source === undefined || source === '*'
      ? [
          {
            resource: address,
            problem: `any ${textAt(args, 'principal')} of anybody may invoke the function: source_arn is missing`,
            fix: 'set sourceArn to the one that does',
          },
        ]
      : [];
  }),
  ...plan
    .ofType('aws_lambda_function_url')
    .filter(({ args }) => args['authorization_type'] !== 'AWS_IAM')
    .map(({ address }) => ({
      resource: address,
      problem: 'the function URL asks nobody who they are',
      fix: 'set authorizationType: "AWS_IAM", or use the API',
    })),
];

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

function looseness({ kind, value }: Principal, statement: Statement): Omit<Problem, 'resource'>[] {
  const keys = Object.values(statement.conditions).flatMap((condition) =>
    Object.keys(condition).map((key) => key.toLowerCase()),
  );
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

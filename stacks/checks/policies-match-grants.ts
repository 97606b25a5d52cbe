import type { Grant } from '../parts';
import type { Check, Facts, Problem } from './check';
import { wordsOf } from './plan';
import { conditionsOf, type Statement, statementName } from './statements';

/** What the roles may do is what the grants say, no more and no less. */
export const policiesMatchGrants: Check = ({ plan, statements, grants }) => {
  const unresolved = grants.find((grant) => JSON.stringify(grant).includes('${TfToken['));
  if (unresolved !== undefined) {
    return [
      {
        resource: unresolved.role,
        problem: `grant ${unresolved.sid} holds unresolved tokens, so it cannot be held against the plan`,
        fix: 'the stack must resolve its grants before it hands them to runChecks',
      },
    ];
  }
  const inPlan = statements.filter(({ use }) => use === 'role');
  return [
    ...inPlan.flatMap((statement) => excess(statement, grants)),
    ...grants.flatMap((grant) => missing(grant, inPlan, plan)),
    ...foreignPolicies(plan),
  ];
};

function excess(statement: Statement, grants: readonly Grant[]): Problem[] {
  const grant = grants.find(({ role, sid }) => sid === statement.sid && statement.roles.includes(role));
  const name = statementName(statement);
  if (grant === undefined) {
    return [
      {
        resource: statement.address,
        problem: `${name} is behind no grant`,
        fix: 'list it in the grants of the stack, with what it is needed for',
      },
    ];
  }
  return differences(statement, grant).map((what) => ({
    resource: statement.address,
    problem: `${name} and its grant differ in ${what}`,
    fix: 'make the policy from the grant (policyOf), and change neither afterwards',
  }));
}

/** Terraform replaces what is inside `${...}`, so grant and policy must hold the same references. */
function differences(statement: Statement, { effect = 'Allow', actions, resources, conditions }: Grant): string[] {
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const sorted = (values: readonly string[]) => [...values].sort();
  const ordered = (all: Statement['conditions']) =>
    Object.entries(all)
      .flatMap(([operator, keys]) => Object.entries(keys).map(([key, values]) => [operator, key, ...values]))
      .sort((a, b) => (a.join() < b.join() ? -1 : 1));
  return [
    ...(statement.effect === effect ? [] : ['effect']),
    ...(same(sorted(statement.actions), sorted(actions)) ? [] : ['actions']),
    ...(same(sorted(statement.resources), sorted(resources)) ? [] : ['resources']),
    ...(same(ordered(statement.conditions), ordered(conditionsOf(conditions))) ? [] : ['conditions']),
  ];
}

/** A grant under an address explains a wildcard of a policy that belongs to no role. */
const missing = ({ role, sid, why }: Grant, inPlan: readonly Statement[], plan: Facts['plan']): Problem[] =>
  inPlan.some((statement) => statement.sid === sid && statement.roles.includes(role)) || plan.at(role) !== undefined
    ? []
    : [
        {
          resource: role,
          problem: `grant ${sid} (${why}) is in no policy of the role`,
          fix: 'put it into the policy, or drop the grant',
        },
      ];

/** Policies that AWS or somebody else writes: what they allow stands nowhere in this plan, and changes without it. */
const foreignPolicies = (plan: Facts['plan']): Problem[] =>
  plan
    .ofType('aws_iam_role_policy_attachment')
    .filter(({ args }) => plan.targets(args['policy_arn']).length === 0)
    .map(({ address, args }) => ({
      resource: address,
      problem: `it attaches ${wordsOf(args['policy_arn'])}, which is written elsewhere`,
      fix: 'grant what the role needs, action by action',
    }));

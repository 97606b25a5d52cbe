import type { Check } from './check';
import { textAt } from './plan';
import { statementName, unreadablePolicies } from './statements';
import { wildcards } from './wildcards';

/** Whoever may do more than one named thing to one named resource has a reason that can be read. */
export const noUnexplainedWildcard: Check = (facts) =>
  wildcards(facts)
    .filter(({ reason }) => reason === undefined || reason.trim() === '')
    .map(({ address, sid, wildcards: found }) => ({
      resource: address,
      problem: `statement ${sid || '(without Sid)'} allows ${found.join(', ')}, and no grant says why it cannot be narrower`,
      fix: 'name actions and resources in full, or give the grant a `wildcard` reason',
    }));

/** No statement says what it does not cover, or opens itself to everybody. */
export const noOpenStatement: Check = ({ statements }) =>
  statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap((statement) => {
      const everybody = statement.principals.some(({ value }) => value === '*') && !isNarrowed(statement.conditions);
      const what = [
        ...statement.negations.map((key) => `allows by ${key}, so it covers whatever AWS adds later`),
        ...(everybody ? ['allows everybody (Principal "*") without a condition on who asks'] : []),
      ];
      return what.map((problem) => ({
        resource: statement.address,
        problem: `${statementName(statement)} ${problem}`,
        fix: 'list actions, resources and principals by name; where "*" is needed, as in endpoint policies, add a condition on aws:PrincipalAccount or aws:PrincipalArn',
      }));
    });

/** A way to a service of AWS lets through what its policy says; without one it lets through everything, for every account. */
export const everyEndpointHasAPolicy: Check = ({ plan, statements }) =>
  plan
    .ofType('aws_vpc_endpoint')
    // services of others know no AWS actions
    .filter(({ args }) => !(textAt(args, 'service_name') ?? '').startsWith('com.amazonaws.vpce.'))
    .filter(({ address }) => !statements.some((statement) => statement.address === address))
    .filter(
      ({ address }) =>
        !plan
          .ofType('aws_vpc_endpoint_policy')
          .some(({ args }) => plan.targets(args['vpc_endpoint_id']).some((to) => to.address === address)),
    )
    .map(({ address }) => ({
      resource: address,
      problem: 'the endpoint has no policy, so it lets everything through',
      fix: 'allow the actions and resources that the code uses',
    }));

/** Every policy can be read at synth: what checks cannot see they cannot hold. */
export const everyPolicyIsReadable: Check = ({ plan }) =>
  unreadablePolicies(plan).map(({ address, argument }) => ({
    resource: address,
    problem: `${argument} is no JSON, so no check can read it`,
    fix: 'write the policy with jsonText() from stacks/json-text.ts, not as a data source or an expression',
  }));

/** Conditions that say who asks, or from where. */
const NARROWING = [
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourcevpc',
  'aws:sourcevpce',
];

const isNarrowed = (conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>): boolean =>
  Object.entries(conditions).some(
    ([operator, keys]) =>
      /^(ForAnyValue:)?(String|Arn)(Equals|Like)/.test(operator) &&
      Object.entries(keys).some(([key, values]) => NARROWING.includes(key.toLowerCase()) && !values.includes('*')),
  );

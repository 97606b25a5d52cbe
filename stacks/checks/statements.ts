import {
  type Args,
  jsonOf,
  listOf,
  type Plan,
  type Resource,
  recordOf,
  referencesIn,
  textAt,
  valuesAt,
  wordsOf,
} from './plan';

export interface Principal {
  /** `Service`, `AWS`, `Federated`, ... or `*`. */
  readonly kind: string;
  readonly value: string;
}

/** One statement of one policy, in one form whatever way it was written. */
export interface Statement {
  /** Terraform address of what holds the policy. */
  readonly address: string;
  readonly argument: string;
  /**
   * `role`: what a role may do. `trust`: who may assume a role. `key`: a KMS key policy, whose `*` means the key.
   * `resource`: who may do what with a resource.
   */
  readonly use: 'role' | 'trust' | 'key' | 'resource';
  /** Physical names of the roles that have it, for `role` and `trust`. */
  readonly roles: readonly string[];
  readonly sid: string;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** `NotAction`, `NotResource`, `NotPrincipal`, where they are used. */
  readonly negations: readonly string[];
  readonly principals: readonly Principal[];
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** Arguments that hold a policy, at whatever depth. */
const POLICY_ARGUMENTS = ['policy', 'assume_role_policy', 'policy_document', 'inline_policy.policy'];

/** Policies that are no text of JSON, so that no check can read them: a reference, an expression. */
export const unreadablePolicies = (plan: Plan): { readonly address: string; readonly argument: string }[] =>
  policyTexts(plan)
    .filter(({ text }) => !isPolicy(jsonOf(text)))
    .map(({ resource, argument }) => ({ address: resource.address, argument }));

/** Every statement of every readable policy in the plan. */
export const statementsOf = (plan: Plan): Statement[] =>
  policyTexts(plan).flatMap(({ resource, argument, text }) => {
    const document = jsonOf(text);
    if (!isPolicy(document)) return [];
    const holder = { address: resource.address, argument, ...usedBy(plan, resource, argument) };
    return listOf(document['Statement']).map((statement) => ({ ...holder, ...read(recordOf(statement)) }));
  });

const policyTexts = (plan: Plan) =>
  plan.resources
    .filter(({ type }) => type.startsWith('aws_'))
    .flatMap((resource) =>
      POLICY_ARGUMENTS.flatMap((argument) =>
        valuesAt(resource.args, argument)
          .filter((text) => typeof text === 'string')
          .map((text) => ({ resource, argument, text })),
      ),
    );

const isPolicy = (document: unknown): document is Args => recordOf(document)['Statement'] !== undefined;

function usedBy(plan: Plan, { type, address, args }: Resource, argument: string): Pick<Statement, 'use' | 'roles'> {
  const named = (value: unknown) => {
    const roles = plan.targets(value).map((role) => textAt(role.args, 'name'));
    return (roles.length > 0 ? roles : [value]).filter((name) => typeof name === 'string');
  };
  switch (type) {
    case 'aws_iam_role':
      return {
        use: argument === 'assume_role_policy' ? 'trust' : 'role',
        roles: [textAt(args, 'name') ?? address],
      };
    case 'aws_iam_role_policy':
      return { use: 'role', roles: named(args['role']) };
    case 'aws_iam_policy': {
      const attachments = plan
        .ofType('aws_iam_role_policy_attachment')
        .filter((attachment) => referencesIn(attachment.args['policy_arn']).some((to) => to.address === address));
      return { use: 'role', roles: attachments.flatMap((attachment) => named(attachment.args['role'])) };
    }
    case 'aws_kms_key':
    case 'aws_kms_key_policy':
      return { use: 'key', roles: [] };
    default:
      return { use: 'resource', roles: [] };
  }
}

function read(statement: Args): Omit<Statement, 'address' | 'argument' | 'use' | 'roles'> {
  return {
    sid: wordsOf(statement['Sid'] ?? ''),
    effect: wordsOf(statement['Effect'] ?? ''),
    actions: listOf(statement['Action']).map(wordsOf),
    resources: listOf(statement['Resource']).map(wordsOf),
    negations: ['NotAction', 'NotResource', 'NotPrincipal'].filter((key) => statement[key] !== undefined),
    principals: principalsOf(statement['Principal']),
    conditions: conditionsOf(statement['Condition']),
  };
}

const principalsOf = (principal: unknown): Principal[] =>
  typeof principal === 'string'
    ? [{ kind: '*', value: principal }]
    : Object.entries(recordOf(principal)).flatMap(([kind, values]) =>
        listOf(values).map((value) => ({ kind, value: wordsOf(value) })),
      );

/** Conditions with every value as a sorted list, which is how IAM reads them. */
export const conditionsOf = (conditions: unknown): Statement['conditions'] =>
  Object.fromEntries(
    Object.entries(recordOf(conditions)).map(([operator, keys]) => [
      operator,
      Object.fromEntries(
        Object.entries(recordOf(keys)).map(([key, values]) => [key, listOf(values).map(wordsOf).sort()]),
      ),
    ]),
  );

/** How a finding names a statement. */
export const statementName = ({ sid, argument }: Statement): string =>
  sid === '' ? `a statement of ${argument} without Sid` : `statement ${sid}`;

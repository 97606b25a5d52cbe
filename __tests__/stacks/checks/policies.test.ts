import { everyInvokeIsScoped } from '../../../stacks/checks/every-invoke-is-scoped';
import {
  everyServiceIsScoped,
  everyTrustedAccountIsOurs,
  everyTrustIsScoped,
} from '../../../stacks/checks/every-trust-is-scoped';
import {
  everyEndpointHasAPolicy,
  everyPolicyIsReadable,
  noOpenStatement,
  noUnexplainedWildcard,
} from '../../../stacks/checks/no-unexplained-wildcard';
import { policiesMatchGrants } from '../../../stacks/checks/policies-match-grants';
import type { Statement } from '../../../stacks/checks/statements';
import { wildcardsIn } from '../../../stacks/checks/wildcards';
import type { Grant } from '../../../stacks/parts';
import { one, problems } from './facts';

const document = (...statements: Record<string, unknown>[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

const READ = { Sid: 'Read', Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['${aws_s3_bucket.b.arn}/a'] };

const rolePlan = (...statements: Record<string, unknown>[]) => ({
  resource: {
    aws_iam_role: { r: { name: 'reader' } },
    aws_iam_role_policy: { p: { role: '${aws_iam_role.r.name}', policy: document(...statements) } },
  },
});

const grant = (given: Partial<Grant> = {}): Grant => ({
  role: 'reader',
  sid: 'Read',
  actions: ['s3:GetObject'],
  resources: ['${aws_s3_bucket.b.arn}/a'],
  why: 'it reads',
  ...given,
});

describe('wildcardsIn', () => {
  const statement = (given: Partial<Statement>): Statement => ({
    address: 'a',
    argument: 'policy',
    use: 'role',
    roles: [],
    sid: 'S',
    effect: 'Allow',
    actions: ['s3:GetObject'],
    resources: ['arn:aws:s3:::b/a'],
    negations: [],
    principals: [],
    conditions: {},
    ...given,
  });

  it.each([
    ['an action', { actions: ['s3:Get*'] }, ['s3:Get*']],
    ['every resource', { resources: ['*'] }, ['*']],
    ['a suffix', { resources: ['${aws_cloudwatch_log_group.g.arn}:*'] }, ['${aws_cloudwatch_log_group.g.arn}:*']],
    ['a question mark', { resources: ['arn:aws:s3:::b/?'] }, ['arn:aws:s3:::b/?']],
    ['an action of a trust policy', { use: 'trust', actions: ['sts:*'], resources: [] }, ['sts:*']],
    ['an action of a key policy', { use: 'key', actions: ['kms:*'], resources: ['*'] }, ['kms:*']],
  ] as const)('counts %s', (_, given, expected) => expect(wildcardsIn(statement(given))).toEqual(expected));

  it.each([
    ['an exact statement', {}],
    ['a denial', { effect: 'Deny', actions: ['*'], resources: ['*'] }],
    ['the resource of a key policy', { use: 'key', actions: ['kms:Decrypt'], resources: ['*'] }],
    ['an index inside a reference', { resources: ['${aws_subnet.s[*].arn}'] }],
  ] as const)('does not count %s', (_, given) => expect(wildcardsIn(statement(given))).toEqual([]));
});

describe('noUnexplainedWildcard', () => {
  const wide = { ...READ, Resource: ['*'] };

  it('finds a wildcard without a grant, without a reason, and with the reason of another role', () => {
    expect(problems(noUnexplainedWildcard, { plan: rolePlan(wide) })).toHaveLength(1);
    expect(problems(noUnexplainedWildcard, { plan: rolePlan(wide), grants: [grant()] })).toHaveLength(1);
    const other = grant({ role: 'writer', wildcard: 'lists have no resource' });
    expect(problems(noUnexplainedWildcard, { plan: rolePlan(wide), grants: [other] })).toHaveLength(1);
  });

  it('finds a wildcard in the policy of a bucket', () => {
    const policy = document({ ...READ, Principal: { AWS: 'arn:aws:iam::111111111111:role/r' }, Action: 's3:*' });
    expect(problems(noUnexplainedWildcard, one('aws_s3_bucket_policy', { policy }))).toEqual([
      'aws_s3_bucket_policy.x: statement Read allows s3:*, and no grant says why it cannot be narrower',
    ]);
  });

  it('accepts a wildcard with a reason, by role or by address', () => {
    const reason = { wildcard: 'lists have no resource' };
    expect(problems(noUnexplainedWildcard, { plan: rolePlan(wide), grants: [grant(reason)] })).toEqual([]);
    const given = one('aws_vpc_endpoint', { policy: document({ ...wide, Principal: '*' }) });
    expect(
      problems(noUnexplainedWildcard, { ...given, grants: [grant({ ...reason, role: 'aws_vpc_endpoint.x' })] }),
    ).toEqual([]);
  });
});

describe('noOpenStatement', () => {
  it.each([
    ['NotAction', { Sid: 'S', Effect: 'Allow', NotAction: 'iam:*', Resource: 'a' }],
    ['NotResource', { Sid: 'S', Effect: 'Allow', Action: 'a:B', NotResource: 'a' }],
    ['everybody', { ...READ, Principal: '*' }],
    ['everybody of AWS', { ...READ, Principal: { AWS: '*' } }],
    [
      'everybody with a condition on something else',
      { ...READ, Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
    ],
    [
      'everybody of any account',
      { ...READ, Principal: '*', Condition: { StringLike: { 'aws:PrincipalAccount': '*' } } },
    ],
  ])('finds a statement for %s', (_, statement) => {
    expect(problems(noOpenStatement, one('aws_vpc_endpoint', { policy: document(statement) }))).toHaveLength(1);
  });

  it.each([
    [
      'everybody of one account',
      { ...READ, Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': '111111111111' } } },
    ],
    ['a denial for everybody', { Sid: 'S', Effect: 'Deny', Principal: '*', NotAction: 's3:GetObject', Resource: '*' }],
    ['one service', { ...READ, Principal: { Service: 'budgets.amazonaws.com' } }],
  ])('accepts a statement for %s', (_, statement) => {
    expect(problems(noOpenStatement, one('aws_vpc_endpoint', { policy: document(statement) }))).toEqual([]);
  });
});

describe('everyPolicyIsReadable', () => {
  it('finds a policy that is a reference', () => {
    const policy = '${data.aws_iam_policy_document.d.json}';
    expect(problems(everyPolicyIsReadable, one('aws_iam_policy', { policy }))).toHaveLength(1);
  });

  it('accepts JSON, and the policies of other things', () => {
    expect(problems(everyPolicyIsReadable, one('aws_iam_policy', { policy: document(READ) }))).toEqual([]);
    expect(problems(everyPolicyIsReadable, one('datadog_monitor', { policy: 'x' }))).toEqual([]);
  });
});

describe('policiesMatchGrants', () => {
  it('finds a statement behind no grant, and a grant in no policy', () => {
    expect(problems(policiesMatchGrants, { plan: rolePlan(READ), grants: [grant({ sid: 'Write' })] })).toEqual([
      'aws_iam_role_policy.p: statement Read is behind no grant',
      'reader: grant Write (it reads) is in no policy of the role',
    ]);
  });

  it.each([
    ['effect', { effect: 'Deny' }],
    ['actions', { actions: ['s3:GetObject', 's3:PutObject'] }],
    ['resources', { resources: ['${aws_s3_bucket.c.arn}/a'] }],
    ['conditions', { conditions: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } } }],
  ] as const)('finds a statement whose %s differ from the grant', (what, given) => {
    expect(problems(policiesMatchGrants, { plan: rolePlan(READ), grants: [grant(given)] })).toEqual([
      `aws_iam_role_policy.p: statement Read and its grant differ in ${what}`,
    ]);
  });

  it('finds a policy that is written elsewhere', () => {
    const args = { role: '${aws_iam_role.r.name}', policy_arn: 'arn:aws:iam::aws:policy/AdministratorAccess' };
    expect(problems(policiesMatchGrants, one('aws_iam_role_policy_attachment', args))).toHaveLength(1);
  });

  it('finds grants that were not resolved', () => {
    const grants = [grant({ resources: ['${TfToken[TOKEN.3]}'] })];
    expect(problems(policiesMatchGrants, { grants })).toEqual([expect.stringMatching(/unresolved tokens/)]);
  });

  it('accepts a policy that says what its grants say, in any order', () => {
    const conditions = { StringEquals: { 'aws:RequestedRegion': ['b', 'a'] } };
    const statement = {
      ...READ,
      Action: ['s3:PutObject', 's3:GetObject'],
      Condition: { StringEquals: { 'aws:RequestedRegion': ['a', 'b'] } },
    };
    const grants = [grant({ actions: ['s3:GetObject', 's3:PutObject'], conditions })];
    expect(problems(policiesMatchGrants, { plan: rolePlan(statement), grants })).toEqual([]);
  });

  it('accepts a policy of its own that is attached to the role', () => {
    const plan = {
      resource: {
        aws_iam_role: { r: { name: 'reader' } },
        aws_iam_policy: { p: { policy: document(READ) } },
        aws_iam_role_policy_attachment: {
          a: { role: '${aws_iam_role.r.name}', policy_arn: '${aws_iam_policy.p.arn}' },
        },
      },
    };
    expect(problems(policiesMatchGrants, { plan, grants: [grant()] })).toEqual([]);
  });
});

describe('everyTrustIsScoped', () => {
  const trust = (Principal: unknown, Condition?: unknown) =>
    one('aws_iam_role', {
      name: 'r',
      assume_role_policy: document({
        Effect: 'Allow',
        Principal,
        Action: 'sts:AssumeRole',
        ...(Condition === undefined ? {} : { Condition }),
      }),
    });

  it.each([
    ['a service', trust({ Service: 'vpc-flow-logs.amazonaws.com' })],
    ['another account', trust({ AWS: 'arn:aws:iam::222222222222:root' })],
    ['an identity provider', trust({ Federated: 'arn:aws:iam::111111111111:oidc-provider/app.terraform.io' })],
    ['everybody', trust('*')],
  ])('finds a role that %s may assume for anybody', (_, given) => {
    expect(problems(everyTrustIsScoped, given)).toHaveLength(1);
  });

  it.each([
    ['Lambda, which takes roles of its own account only', trust({ Service: 'lambda.amazonaws.com' })],
    [
      'a service for this account',
      trust({ Service: 'vpc-flow-logs.amazonaws.com' }, { StringEquals: { 'aws:SourceAccount': '111111111111' } }),
    ],
    [
      'another account by an external id',
      trust({ AWS: 'arn:aws:iam::222222222222:root' }, { StringEquals: { 'sts:ExternalId': 'x' } }),
    ],
  ])('accepts %s', (_, given) => {
    expect(problems(everyTrustIsScoped, given)).toEqual([]);
  });
});

describe('everyInvokeIsScoped', () => {
  it.each([
    ['aws_lambda_permission', { principal: 'apigateway.amazonaws.com' }],
    ['aws_lambda_permission', { principal: '*', source_arn: 'arn' }],
    ['aws_lambda_function_url', { authorization_type: 'NONE' }],
  ])('finds %s %j', (type, args) => expect(problems(everyInvokeIsScoped, one(type, args))).toHaveLength(1));

  it('accepts a permission for one API', () => {
    const args = {
      principal: 'apigateway.amazonaws.com',
      source_arn: '${aws_api_gateway_rest_api.a.execution_arn}/*/POST/v1/chat',
    };
    expect(problems(everyInvokeIsScoped, one('aws_lambda_permission', args))).toEqual([]);
  });
});

describe('everyServiceIsScoped', () => {
  const SERVICE = {
    Sid: 'Publish',
    Effect: 'Allow',
    Principal: { Service: 'budgets.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: 'a',
  };
  const topic = (Condition?: unknown) =>
    one('aws_sns_topic_policy', {
      policy: document({ ...SERVICE, ...(Condition === undefined ? {} : { Condition }) }),
    });

  it('finds a service that comes on behalf of any account', () => {
    expect(problems(everyServiceIsScoped, topic())).toEqual([
      'aws_sns_topic_policy.x: statement Publish lets budgets.amazonaws.com in on behalf of any account',
    ]);
    expect(problems(everyServiceIsScoped, one('aws_kms_key', { policy: document(SERVICE) }))).toHaveLength(1);
  });

  it('accepts a service that comes on behalf of one account, or uses a key for one log group', () => {
    expect(problems(everyServiceIsScoped, topic({ StringEquals: { 'aws:SourceAccount': '111111111111' } }))).toEqual(
      [],
    );
    const Condition = {
      ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:us-east-1:111111111111:log-group:*' },
    };
    expect(problems(everyServiceIsScoped, one('aws_kms_key', { policy: document({ ...SERVICE, Condition }) }))).toEqual(
      [],
    );
  });
});

describe('everyTrustedAccountIsOurs', () => {
  const secret = (account: string) => ({
    plan: {
      provider: { aws: [{ allowed_account_ids: ['111111111111'] }] },
      ...one('aws_secretsmanager_secret_policy', { policy: document({ ...READ, Principal: { AWS: account } }) }).plan,
    },
  });

  it.each(['arn:aws:iam::999999999999:root', 'arn:aws:sts::999999999999:assumed-role/r/s', '999999999999'])(
    'finds %s',
    (account) => {
      expect(problems(everyTrustedAccountIsOurs, secret(account))).toHaveLength(1);
    },
  );

  it.each(['arn:aws:iam::111111111111:role/r', '111111111111', '${aws_iam_role.r.arn}'])('accepts %s', (account) => {
    expect(problems(everyTrustedAccountIsOurs, secret(account))).toEqual([]);
  });
});

describe('everyEndpointHasAPolicy', () => {
  const service_name = 'com.amazonaws.us-east-1.bedrock-runtime';

  it('finds an endpoint without a policy, and one whose policy is empty', () => {
    expect(problems(everyEndpointHasAPolicy, one('aws_vpc_endpoint', { service_name }))).toHaveLength(1);
    expect(
      problems(everyEndpointHasAPolicy, one('aws_vpc_endpoint', { service_name, policy: document() })),
    ).toHaveLength(1);
  });

  it('accepts an endpoint with a policy, in it or beside it, and one to a service of others', () => {
    const policy = document({ ...READ, Principal: { AWS: '111111111111' } });
    expect(problems(everyEndpointHasAPolicy, one('aws_vpc_endpoint', { service_name, policy }))).toEqual([]);
    const beside = {
      aws_vpc_endpoint: { x: { service_name } },
      aws_vpc_endpoint_policy: { p: { vpc_endpoint_id: '${aws_vpc_endpoint.x.id}', policy } },
    };
    expect(problems(everyEndpointHasAPolicy, { plan: { resource: beside } })).toEqual([]);
    const others = { service_name: 'com.amazonaws.vpce.us-east-1.vpce-svc-0e36256cb6172439d' };
    expect(problems(everyEndpointHasAPolicy, one('aws_vpc_endpoint', others))).toEqual([]);
  });
});

import { prod } from '../../../stacks/config/environments/prod';
import { madeStacks } from '../made-stacks';
import { all, type Statement, statements, synthesized } from '../synthesized';

const plan = synthesized(madeStacks().service(prod));

/** What a role may do in S3, by the sid. */
function inS3(role: string): Record<string, Statement> {
  const [address] = Object.entries(plan.resource['aws_iam_role'] ?? {}).find(([, { name }]) => name === role) ?? [];
  const policy = all(plan, 'aws_iam_role_policy').find((args) => String(args['role']).includes(`.${address}.`));
  const found = statements(policy?.['policy']).filter(({ Action }) =>
    Action.some((action) => action.startsWith('s3:')),
  );
  return Object.fromEntries(found.map((statement) => [statement.Sid, statement]));
}

/** Actions and what comes after the bucket's ARN. */
const may = (role: string) =>
  Object.values(inS3(role)).map(({ Action, Resource }) => [Action, Resource.map((arn) => arn.split('}')[1])]);

describe('the evaluation', () => {
  const fn = all(plan, 'aws_lambda_function').find(
    ({ function_name }) => function_name === 'llm-gateway-prod-evaluate',
  );

  it('comes by a schedule, one run at a time, and what a run leaves the next one does', () => {
    const rule = all(plan, 'aws_cloudwatch_event_rule').find(({ name }) => name === 'llm-gateway-prod-evaluate');
    expect(rule?.['schedule_expression']).toBe('rate(60 minutes)');
    expect(fn?.['reserved_concurrent_executions']).toBe(1);
    const [target = {}] = all(plan, 'aws_cloudwatch_event_target').filter(({ target_id }) => target_id === 'evaluate');
    expect(target['retry_policy']).toMatchObject({ maximum_retry_attempts: 0 });
    const { arn } = target['dead_letter_config'] as { arn: string };
    expect(fn?.['dead_letter_config']).toEqual({ target_arn: arn });
  });

  it('calls the judge and no other model', () => {
    const role = Object.entries(plan.resource['aws_iam_role'] ?? {}).find(
      ([, { name }]) => name === 'llm-gateway-prod-evaluate',
    );
    const policy = all(plan, 'aws_iam_role_policy').find((args) => String(args['role']).includes(`.${role?.[0]}.`));
    const calls = statements(policy?.['policy']).filter(({ Sid }) => Sid.startsWith('Call'));
    expect(calls.map(({ Sid, Action }) => [Sid, Action])).toEqual([['CallSmart', ['bedrock:InvokeModel']]]);
  });

  it('takes samples away and keeps those that failed; chat can only add', () => {
    expect(may('llm-gateway-prod-chat')).toEqual([[['s3:PutObject'], ['/waiting/*']]]);
    expect(may('llm-gateway-prod-evaluate')).toEqual([
      [['s3:GetObject', 's3:DeleteObject'], ['/waiting/*']],
      [['s3:PutObject'], ['/failed/*']],
      [['s3:ListBucket'], ['']],
    ]);
    expect(inS3('llm-gateway-prod-evaluate')['FindSamples']?.Condition).toEqual({
      StringEqualsIfExists: { 's3:prefix': 'waiting/' },
    });
  });

  it('is let through by the endpoint for S3', () => {
    const [s3] = all(plan, 'aws_vpc_endpoint').filter(({ service_name }) => String(service_name).endsWith('.s3'));
    const through = statements(s3?.['policy']).filter(({ Resource }) =>
      Resource.some((arn) => arn.includes('samples')),
    );
    expect([...new Set(through.flatMap(({ Action }) => Action))].sort()).toEqual([
      's3:DeleteObject',
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
    ]);
  });
});

import { GUARD_CAUSES } from '../../../handlers/contract/guard';
import { prod } from '../../../stacks/config/environments/prod';
import { RENOTIFY_MINUTES } from '../../../stacks/datadog/monitor-resources';
import { firstOf } from '../datadog/parts';
import { madeStacks } from '../made-stacks';
import { synthesized } from '../synthesized';

const { resource } = synthesized(madeStacks().service(prod));
/** The resource of this type whose id begins so. */
const one = (type: string, id: string): Record<string, unknown> => {
  const found = Object.entries(resource[type] ?? {}).filter(([name]) => name.startsWith(id));
  expect(found).toHaveLength(1);
  return found[0]?.[1] as Record<string, unknown>;
};

describe('the budget guard in the plan', () => {
  it('is subscribed to the alerts topic, and only that may invoke it', () => {
    expect(one('aws_sns_topic_subscription', 'budget-guard')).toMatchObject({
      protocol: 'lambda',
      endpoint: expect.stringMatching(/^\$\{aws_lambda_alias\.budget-guard_alias/),
      topic_arn: expect.stringMatching(/^\$\{aws_sns_topic\.budget_alerts/),
    });
    expect(one('aws_lambda_permission', 'budget-guard')).toMatchObject({
      principal: 'sns.amazonaws.com',
      source_account: prod.aws.accountId,
      source_arn: expect.stringMatching(/^\$\{aws_sns_topic\.budget_alerts/),
    });
  });

  it('works one at a time, and loses nothing on which it fails', () => {
    expect(one('aws_lambda_function', 'budget-guard')).toMatchObject({
      reserved_concurrent_executions: 1,
      dead_letter_config: { target_arn: expect.stringMatching(/^\$\{aws_sqs_queue\.budget-guard_dead/) },
    });
  });

  it('may read and write the mode, and no other parameter; chat may only read it', () => {
    const mode = (id: string) =>
      JSON.parse(String(one('aws_iam_role_policy', id)['policy'])).Statement.filter(
        ({ Action }: { Action: string[] }) => Action.some((action) => action.startsWith('ssm:')),
      );
    const parameter = [expect.stringMatching(/^\$\{aws_ssm_parameter\.mode/)];
    expect(mode('budget-guard')).toMatchObject([
      { Action: ['ssm:GetParameter', 'ssm:PutParameter'], Resource: parameter },
    ]);
    expect(mode('chat')).toMatchObject([{ Action: ['ssm:GetParameter'], Resource: parameter }]);
  });

  it('is told by AWS Budgets of our account and by the role of Datadog, and by nobody else', () => {
    const { Statement } = JSON.parse(String(one('aws_sns_topic_policy', 'budget_alerts')['policy']));
    expect(Statement.map(({ Sid, Condition }: Record<string, unknown>) => [Sid, Condition])).toEqual([
      ['BudgetsPublishes', expect.objectContaining({ StringEquals: { 'aws:SourceAccount': prod.aws.accountId } })],
      [
        'DatadogPublishes',
        { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${prod.aws.accountId}:role/prod-datadog-integration` } },
      ],
    ]);
  });

  it('leaves the value of the parameter to those who change it', () => {
    expect(one('aws_ssm_parameter', 'mode')).toMatchObject({
      name: '/llm-gateway-prod-mode',
      type: 'String',
      lifecycle: { ignore_changes: ['value', 'insecure_value'] },
    });
  });

  it('is told again before its last word ends', () => {
    for (const cause of ['spend-hour', 'spend-day'] as const) {
      const { severity } = firstOf(cause);
      if (severity === 'component') throw new Error(`${cause} tells nobody`);
      expect(GUARD_CAUSES[cause].lasts.hours * 60).toBeGreaterThan(RENOTIFY_MINUTES[severity]);
    }
  });
});

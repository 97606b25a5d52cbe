import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { Testing } from 'cdktf';
import { dev } from '../../stacks/config/environments/dev';
import { prod } from '../../stacks/config/environments/prod';
import { staging } from '../../stacks/config/environments/staging';
import { refuseFindings } from '../../stacks/refusals';
import { madeStacks } from './made-stacks';
import { withEveryKind } from './serving/every-kind';
import { all, only, statements, synthesized } from './synthesized';

const made = madeStacks();

describe('every stack', () => {
  it('synthesizes without a finding', () => {
    for (const stack of made.all) {
      expect(stack.checked().findings).toEqual([]);
      expect(() => Testing.synth(stack, true)).not.toThrow();
    }
  });

  it('does so with a model of each kind behind its aliases too', () => {
    const stack = made.service(withEveryKind);
    expect(stack.checked().findings).toEqual([]);
    const names = all(synthesized(stack), 'aws_vpc_endpoint').map(({ service_name }) => service_name);
    expect(names).toContain('com.amazonaws.us-east-1.sagemaker.runtime');
  });

  it('keeps its provider to one account and tags everything from one source', () => {
    for (const stack of made.all) {
      const { aws } = synthesized(stack).provider;
      expect(aws?.[0]).toMatchObject({
        allowed_account_ids: [stack.config.aws.accountId],
        default_tags: [{ tags: { stack: stack.node.id } }],
      });
    }
  });

  it('keeps prompts and answers for as long as the data policy lets it', () => {
    for (const { config, parts } of [dev, staging, prod].map((one) => made.service(one))) {
      const days = parts.flatMap((part) => (part.kind === 'bucket' ? [[part.id, part.expiryDays]] : []));
      expect(days).toEqual([
        ['bucket-batches', config.data.keepDays.batches],
        ['bucket-samples', config.data.samples?.keepDays],
      ]);
    }
  });

  it('has neither bucket nor judge where the data policy lets no answer be kept', () => {
    const { evaluation: _, ...unjudged } = dev;
    const { samples: __, ...data } = dev.data;
    const { parts, monitors } = (({ parts, observability }) => ({ parts, ...observability }))(
      made.service({ ...unjudged, data }),
    );
    expect(parts.filter(({ id }) => id.includes('samples') || id.includes('evaluate'))).toEqual([]);
    expect(monitors.filter(({ kind }) => kind.includes('quality') || kind.includes('evaluation'))).toEqual([]);
  });

  it('holds no path of this machine', () => {
    for (const stack of made.all) expect(JSON.stringify(synthesized(stack))).not.toContain(process.cwd());
  });
});

describe('a stack with something that nothing watches', () => {
  const withStray = () => {
    const stack = made.service(dev);
    new LambdaFunction(stack, 'stray', { functionName: 'stray', role: 'arn:aws:iam::111111111111:role/x' });
    return stack;
  };

  it('does not synthesize, and says which resource it is', () => {
    expect(() => Testing.synth(withStray(), true)).toThrow(/every-resource-is-a-part.*aws_lambda_function\.stray/);
  });

  it('is refused in the form for people, without a stack trace', () => {
    expect(() => refuseFindings([withStray()])).toThrow(
      /findings?: these plans must not be applied[\s\S]*aws_lambda_function\.stray[\s\S]*to mend:/,
    );
    expect(() => refuseFindings([made.service(dev)])).not.toThrow();
  });
});

describe('the Datadog API key', () => {
  it('goes from an ephemeral variable into a write-only argument, or not through Terraform at all', () => {
    const plan = synthesized(made.service(staging));
    expect(plan.variable?.['datadog_api_key_value']).toMatchObject({ ephemeral: true, sensitive: true });
    expect(only(plan, 'aws_secretsmanager_secret_version')).toEqual(
      expect.objectContaining({ secret_string_wo: '${var.datadog_api_key_value}', secret_string_wo_version: 1 }),
    );
    expect(only(plan, 'aws_secretsmanager_secret_version')).not.toHaveProperty('secret_string');
    expect(all(synthesized(made.service(dev)), 'aws_secretsmanager_secret_version')).toEqual([]);
  });
});

describe('the functions', () => {
  const plan = synthesized(made.service(prod));

  it('run on arm64 behind their alias, with Datadog around the handler and prompts kept out of it', () => {
    for (const fn of all(plan, 'aws_lambda_function')) {
      expect(fn).toMatchObject({
        architectures: ['arm64'],
        runtime: 'nodejs24.x',
        publish: true,
        handler: '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler',
      });
      const { variables } = fn['environment'] as { variables: Record<string, string> };
      expect(variables).toMatchObject({
        DD_LAMBDA_HANDLER: 'index.handler',
        DD_CAPTURE_LAMBDA_PAYLOAD: 'false',
        DD_LLMOBS_AGENTLESS_ENABLED: 'false',
      });
      expect(variables).not.toHaveProperty('DD_API_KEY');
    }
    expect(all(plan, 'aws_lambda_alias').map(({ name }) => name)).toEqual(
      all(plan, 'aws_lambda_function').map(() => 'live'),
    );
  });

  it('have a role each, and only those that answer or judge may call models', () => {
    const callers = all(plan, 'aws_iam_role_policy').filter(({ policy }) =>
      statements(policy).some(({ Action }) => Action.includes('bedrock:InvokeModel')),
    );
    expect(callers.map(({ role }) => role).sort()).toEqual([
      expect.stringContaining('batch-store_inference_role'),
      expect.stringContaining('batch_worker_role'),
      expect.stringContaining('chat_role'),
      expect.stringContaining('evaluate_role'),
    ]);
  });

  it('run in the private subnets where there is a network, and outside a VPC where there is none', () => {
    for (const fn of all(plan, 'aws_lambda_function'))
      expect((fn['vpc_config'] as { subnet_ids: string[] }).subnet_ids).toHaveLength(3);
    for (const fn of all(synthesized(made.service(dev)), 'aws_lambda_function'))
      expect(fn).not.toHaveProperty('vpc_config');
  });
});

describe('the budget', () => {
  it('counts what carries the tag of this stack, and tells mail and topic of actual and forecast cost', () => {
    const budget = only(synthesized(made.service(prod)), 'aws_budgets_budget');
    expect(budget).toMatchObject({
      limit_amount: '20000',
      cost_filter: [{ name: 'TagKeyValue', values: ['user:stack$llm-gateway-prod'] }],
    });
    const notifications = budget['notification'] as Record<string, unknown>[];
    expect(new Set(notifications.map(({ notification_type }) => notification_type))).toEqual(
      new Set(['ACTUAL', 'FORECASTED']),
    );
    for (const { subscriber_sns_topic_arns, subscriber_email_addresses } of notifications) {
      expect(subscriber_sns_topic_arns).toHaveLength(1);
      expect(subscriber_email_addresses).toEqual(prod.budget.mailTo);
    }
  });

  it('is not there without requirements, and nothing is left unwatched for it', () => {
    const stack = made.service({ ...dev, requirements: undefined });
    expect(stack.checked().findings).toEqual([]);
    expect(all(synthesized(stack), 'aws_budgets_budget')).toEqual([]);
  });
});

import { ROUTES } from '../../../handlers/contract/routes';
import { dev } from '../../../stacks/config/environments/dev';
import { prod } from '../../../stacks/config/environments/prod';
import type { ServiceConfig } from '../../../stacks/config/schema';
import { redrivableIn } from '../../../tools/redrive/queues';
import { madeStacks } from '../made-stacks';
import { all, type Plan, type Statement, statements, synthesized } from '../synthesized';

const made = madeStacks();
const planOf = (config: ServiceConfig): Plan => synthesized(made.service(config));
const plan = planOf(prod);

/** The only resource of a type whose argument is this. */
function where(from: Plan, type: string, argument: string, value: string): Record<string, unknown> {
  const found = all(from, type).filter((args) => args[argument] === value);
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${found.length} ${type} with ${argument} ${value}`);
  return found[0];
}

/** What a role may do, by the sid. */
function granted(role: string): Record<string, Statement> {
  const [address] = Object.entries(plan.resource['aws_iam_role'] ?? {}).find(([, { name }]) => name === role) ?? [];
  const policy = all(plan, 'aws_iam_role_policy').find((args) => String(args['role']).includes(`.${address}.`));
  return Object.fromEntries(statements(policy?.['policy']).map((statement) => [statement.Sid, statement]));
}

describe('dead letters', () => {
  it('of every queue can be given back by npm run redrive', () => {
    const queues = all(plan, 'aws_sqs_queue');
    const from = queues.filter((queue) => queue['redrive_policy'] !== undefined);
    const dead = queues.filter((queue) => String(queue['redrive_allow_policy']).includes('byQueue'));
    const names = redrivableIn(prod);
    expect(names.map(({ queue }) => queue)).toEqual(from.map(({ name }) => name));
    expect(names.map(({ deadLetters }) => deadLetters)).toEqual(dead.map(({ name }) => name));
    const { batch: _none, ...without } = prod;
    expect(redrivableIn(without)).toEqual([]);
  });
});

describe('the worker of batches', () => {
  const [mapping = {}] = all(plan, 'aws_lambda_event_source_mapping');

  it('gives back only the prompts that failed, and is never asked for more than it may do', () => {
    expect(mapping['function_response_types']).toEqual(['ReportBatchItemFailures']);
    const worker = where(plan, 'aws_lambda_function', 'function_name', 'llm-gateway-prod-batch-worker');
    expect(mapping['scaling_config']).toEqual({ maximum_concurrency: worker['reserved_concurrent_executions'] });
  });

  it('calls every model for whole answers only, and starts no job', () => {
    const may = granted('llm-gateway-prod-batch-worker');
    expect(may['CallFast']?.Action).toEqual(['bedrock:InvokeModel']);
    expect(Object.values(may).flatMap(({ Action }) => Action)).not.toContain('bedrock:CreateModelInvocationJob');
  });
});

describe('jobs of Bedrock', () => {
  const rule = where(plan, 'aws_cloudwatch_event_rule', 'name', 'llm-gateway-prod-batch-jobs');

  it('are heard of when they are ours and have ended', () => {
    expect(JSON.parse(String(rule['event_pattern']))).toEqual({
      source: ['aws.bedrock'],
      'detail-type': ['Batch Inference Job State Change'],
      account: ['222222222222'],
      detail: {
        status: ['Completed', 'PartiallyCompleted', 'Failed', 'Stopped', 'Expired'],
        batchJobName: [{ prefix: 'llm-gateway-prod-' }],
      },
    });
  });

  it('are looked for once an hour, since an event may never come', () => {
    const sweep = where(plan, 'aws_cloudwatch_event_rule', 'name', 'llm-gateway-prod-batch-sweep');
    expect(sweep['schedule_expression']).toBe('rate(1 hour)');
    expect(all(plan, 'aws_cloudwatch_event_target').map(({ input }) => input)).toContain('{"sweep":true}');
  });

  it('lose no event: what the function is not given, and what it fails on, lies with the dead letters', () => {
    const targets = all(plan, 'aws_cloudwatch_event_target').filter(({ target_id }) => target_id === 'batch-completed');
    expect(targets).toHaveLength(2);
    const completed = where(plan, 'aws_lambda_function', 'function_name', 'llm-gateway-prod-batch-completed');
    const dead = (completed['dead_letter_config'] as { target_arn: string }).target_arn;
    for (const target of targets) expect(target['dead_letter_config']).toEqual({ arn: dead });
  });

  it('are done in a role that Bedrock takes for our jobs alone, and that reads prompts and writes answers', () => {
    const role = where(plan, 'aws_iam_role', 'name', 'llm-gateway-prod-batch-inference');
    const [trust] = statements(role['assume_role_policy']);
    expect(trust?.Principal).toEqual({ Service: 'bedrock.amazonaws.com' });
    expect(trust?.Condition).toEqual({
      StringEquals: { 'aws:SourceAccount': '222222222222' },
      ArnLike: { 'aws:SourceArn': 'arn:aws:bedrock:us-east-1:222222222222:model-invocation-job/*' },
    });
    const may = granted('llm-gateway-prod-batch-inference');
    expect(may['ReadPrompts']?.Resource[0]).toMatch(/\/batches\/\*\/bedrock\/input\.jsonl$/);
    expect(may['WriteAnswers']?.Resource[0]).toMatch(/\/batches\/\*\/bedrock\/output\/\*$/);
    expect(Object.keys(may).filter((sid) => sid.startsWith('Call'))).toEqual(['CallBulk']);
  });

  it('are started by one function, which hands this role to Bedrock and to nobody else', () => {
    const may = granted('llm-gateway-prod-batches');
    expect(may['HandOverRole']?.Condition).toEqual({
      StringEquals: { 'iam:PassedToService': 'bedrock.amazonaws.com' },
    });
    expect(may['StartJobs']?.Resource).toContain('arn:aws:bedrock:us-east-1:222222222222:model-invocation-job/*');
    expect(granted('llm-gateway-prod-chat')['StartJobs']).toBeUndefined();
  });
});

describe('the routes to batches', () => {
  it('take a path with an id, which the gateway is told of by name', () => {
    const resources = all(plan, 'aws_api_gateway_resource').map(({ path_part }) => path_part);
    expect(resources).toEqual(expect.arrayContaining(['batches', '{id}']));
    expect(all(plan, 'aws_api_gateway_method').map(({ request_parameters }) => request_parameters)).toContainEqual({
      'method.request.path.id': true,
    });
    expect(all(plan, 'aws_lambda_permission').map(({ source_arn }) => String(source_arn))).toContainEqual(
      expect.stringMatching(/\/live\/GET\/v1\/batches\/\*$/),
    );
  });

  it('hold a body against the schema of batches', () => {
    expect(where(plan, 'aws_api_gateway_model', 'name', 'BatchRequest')['schema']).toContain('"requests"');
  });
});

describe('without a section for batches', () => {
  const { batch: _none, requirements, ...rest } = dev;
  const { batchFreshness: _nor, ...promised } = requirements ?? {};
  const without = planOf({ ...rest, requirements: promised as ServiceConfig['requirements'] } as ServiceConfig);

  it('there are no routes, functions, queues or buckets of them', () => {
    expect(all(without, 'aws_api_gateway_method')).toHaveLength(
      ROUTES.filter(({ handler }) => handler !== 'batches').length,
    );
    const addresses = Object.entries(without.resource).flatMap(([type, byId]) =>
      Object.keys(byId).map((id) => `${type}.${id}`),
    );
    expect(addresses.filter((address) => /batch/.test(address))).toEqual([]);
  });
});

describe('without batch inference', () => {
  const { inference: _none, ...batch } = dev.batch ?? {};
  const without = planOf({ ...dev, batch: batch as ServiceConfig['batch'] });

  it('everything goes to the worker, and nothing of jobs is there', () => {
    const rules = all(without, 'aws_cloudwatch_event_rule').map(({ name }) => name);
    expect(rules.filter((name) => String(name).includes('batch'))).toEqual([]);
    const { environment } = where(without, 'aws_lambda_function', 'function_name', 'llm-gateway-dev-batches');
    const { variables } = environment as { variables: Record<string, string> };
    expect(JSON.parse(variables['BATCH_INFERENCE'] ?? '')).toMatchObject({ models: [], roleArn: '' });
  });
});

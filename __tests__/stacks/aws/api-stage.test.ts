import { Api } from '../../../stacks/aws/api';
import { dev } from '../../../stacks/config/environments/dev';
import type { ServiceConfig } from '../../../stacks/config/schema';
import { all, only, planOf } from '../synthesized';

const target = (functionName: string) => ({
  functionName,
  aliasName: 'live',
  invokeArn: `arn:invoke:${functionName}`,
  streamingInvokeArn: `arn:stream:${functionName}`,
});

const config: ServiceConfig = {
  ...dev,
  protectFromDestroy: true,
  api: {
    ...dev.api,
    auth: {
      kind: 'api-keys',
      consumers: [{ name: 'web', apiKeyId: 'a1b2c3d4e5', ratePerSecond: 2, burst: 4, requestsPerDay: 100 }],
    },
    customDomain: { name: 'llm.example.com', certificateArn: 'arn:aws:acm:us-east-1:111111111111:certificate/x' },
  },
};

const plan = planOf((stack) => {
  new Api(stack, 'api', {
    config,
    handlers: { chat: target('chat'), health: target('health') },
    logsKeyArn: 'arn:aws:kms:us-east-1:111111111111:key/logs',
  });
});

/** A reference to the stage: AWS refuses who names a stage that is not there yet. */
const THE_STAGE = expect.stringMatching(/^\$\{aws_api_gateway_stage\.\w+\.stage_name\}$/);

describe('whoever names the stage', () => {
  it('comes after it: usage plans, and the mapping of the domain', () => {
    expect(only(plan, 'aws_api_gateway_usage_plan')['api_stages']).toEqual([
      expect.objectContaining({ stage: THE_STAGE }),
    ]);
    expect(only(plan, 'aws_api_gateway_base_path_mapping')).toMatchObject({ stage_name: THE_STAGE });
  });
});

describe('the domain of the API', () => {
  it('is protected from destroy where config says so, and has no record where DNS is made elsewhere', () => {
    expect(only(plan, 'aws_api_gateway_domain_name')['lifecycle']).toEqual({ prevent_destroy: true });
    expect(plan.resource).not.toHaveProperty('aws_route53_record');
  });
});

describe('the stage', () => {
  it('keeps out of its access log what the validator says of a body, which may quote it', () => {
    expect(JSON.stringify(only(plan, 'aws_api_gateway_stage'))).not.toContain('validationErrorString');
  });

  it('logs to groups that expire and are encrypted: under the name by which Datadog knows their source, and the one AWS insists on', () => {
    const groups = all(plan, 'aws_cloudwatch_log_group');
    expect(groups.map(({ name }) => name).sort()).toEqual([
      expect.stringMatching(/^API-Gateway-Execution-Logs_\$\{aws_api_gateway_rest_api\.\w+\.id\}\/live$/),
      'api-gateway/llm-gateway-dev-api',
    ]);
    for (const group of groups) {
      expect(group).toMatchObject({
        retention_in_days: 14,
        kms_key_id: 'arn:aws:kms:us-east-1:111111111111:key/logs',
      });
    }
  });

  it('comes after its execution log, which AWS would make otherwise', () => {
    expect(only(plan, 'aws_api_gateway_stage')['depends_on']).toEqual([
      expect.stringMatching(/^aws_cloudwatch_log_group\..*execution-logs/),
    ]);
  });
});

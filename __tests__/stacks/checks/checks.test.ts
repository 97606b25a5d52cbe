import fc from 'fast-check';
import type { Finding } from '../../../stacks/checks/check';
import { CHECKS, findingsOf, runChecks, validationMessages } from '../../../stacks/checks/checks';
import { factsOf } from '../../../stacks/checks/facts';
import { applyWaivers } from '../../../stacks/checks/waivers';
import { context, monitor, one } from './facts';

const finding: Finding = { check: 'logs-expire', resource: 'aws_cloudwatch_log_group.x', problem: 'p', fix: 'f' };
const waiver = {
  check: 'logs-expire',
  resource: 'aws_cloudwatch_log_group.x',
  reason: 'an audit wants these lines for ever',
  owner: 'audit@example.com',
  expires: '2026-12-01',
};

describe('applyWaivers', () => {
  it('takes a waived finding away, and keeps it to show', () => {
    expect(applyWaivers([finding], [waiver], '2026-11-30')).toEqual({
      open: [],
      waived: [{ finding, waiver }],
      problems: [],
    });
  });

  it('lets a finding count again on the day that its waiver names', () => {
    const { open, waived, problems } = applyWaivers([finding], [waiver], '2026-12-01');
    expect([open, waived]).toEqual([[finding], []]);
    expect(problems.map(({ problem }) => problem)).toEqual([
      'the waiver for logs-expire (audit@example.com) ended on 2026-12-01: an audit wants these lines for ever',
    ]);
  });

  it('finds a waiver that covers nothing', () => {
    expect(applyWaivers([], [waiver], '2026-11-30').problems.map(({ problem }) => problem)).toEqual([
      'the waiver for logs-expire (audit@example.com) covers nothing: there is no such finding',
    ]);
  });

  it.each([{ resource: 'aws_cloudwatch_log_group.xy' }, { check: 'logs-expire-2' }])('does not cover %j', (other) => {
    expect(applyWaivers([{ ...finding, ...other }], [waiver], '2026-11-30').open).toHaveLength(1);
  });
});

describe('runChecks', () => {
  it('finds nothing in an empty plan', () => {
    expect(runChecks(context(), [], '2026-11-25')).toEqual({ findings: [], waived: [] });
  });

  it('gives each finding the name of its check, and says what, where and how to mend', () => {
    const result = runChecks(
      context(one('aws_cloudwatch_log_group', { kms_key_id: 'arn:aws:kms:us-east-1:111111111111:key/1' })),
      [],
      '2026-11-25',
    );
    expect(validationMessages(result)).toContain(
      '[logs-expire] aws_cloudwatch_log_group.x: its lines never expire: retention_in_days is missing. To mend: set retentionInDays from logs.retentionDays of the config.',
    );
  });

  it('finds a waiver that covers nothing', () => {
    expect(runChecks(context(), [waiver], '2026-11-25').findings.map(({ check }) => check)).toEqual(['waivers-hold']);
  });

  it('takes a check that throws for a finding', () => {
    const broken = () => {
      throw new TypeError('oops');
    };
    expect(findingsOf('broken', broken, factsOf(context()))).toEqual([
      {
        check: 'broken',
        resource: '(all)',
        problem: 'the check itself failed: oops',
        fix: 'this is a mistake in stacks/checks; please mend the check "broken"',
      },
    ]);
  });

  it('never throws, and no check ever fails, whatever the arguments of a resource are', () => {
    const types = [
      'aws_lambda_function',
      'aws_iam_role',
      'aws_iam_role_policy',
      'aws_api_gateway_method',
      'datadog_monitor',
      'datadog_dashboard_json',
      'aws_api_gateway_rest_api',
      'aws_kms_key',
      'datadog_service_level_objective',
    ];
    const names = [
      'policy',
      'assume_role_policy',
      'query',
      'message',
      'tags',
      'monitor_thresholds',
      'dashboard',
      'body',
      'role',
      'environment',
      'lifecycle',
      'resource_id',
      'inline_policy',
      'thresholds',
    ];
    // names that JavaScript itself calls, which any JSON value has but once in a blue moon
    const nasty = fc.constantFrom({ toString: false }, [{ toString: 1 }], { a: { valueOf: null, toString: 'x' } });
    const args = fc.dictionary(fc.constantFrom(...names), fc.oneof({ weight: 4, arbitrary: fc.jsonValue() }, nasty));
    fc.assert(
      fc.property(fc.constantFrom(...types), args, (type, given) => {
        const { findings } = runChecks(context(one(type, given as Record<string, unknown>)), [], '2026-11-25');
        return findings.every(({ problem }) => !problem.startsWith('the check itself failed'));
      }),
      { numRuns: 500 },
    );
  });

  it('holds every check against 150 resources in under 50 ms', () => {
    const many = (type: string, args: Record<string, unknown>) => ({
      [type]: Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`x${index}`, args])),
    });
    const policy = JSON.stringify({
      Statement: Array.from({ length: 10 }, (_, index) => ({
        Sid: `S${index}`,
        Effect: 'Allow',
        Action: 'a:B',
        Resource: 'c',
      })),
    });
    const plan = {
      resource: {
        ...many('datadog_monitor', monitor()),
        ...many('aws_lambda_function', { function_name: 'f', environment: { variables: { A: 'b' } } }),
        ...many('aws_iam_role_policy', { role: 'r', policy }),
        ...many('aws_cloudwatch_log_group', { name: 'g' }),
        ...many('aws_api_gateway_method', { authorization: 'NONE' }),
      },
    };
    runChecks(context({ plan }), [], '2026-11-25');
    const start = performance.now();
    runChecks(context({ plan }), [], '2026-11-25');
    expect(performance.now() - start).toBeLessThan(50);
  });

  it('names its checks in kebab case, each once', () => {
    expect(Object.keys(CHECKS).every((name) => /^[a-z]+(-[a-z]+)+$/.test(name))).toBe(true);
    expect(new Set(Object.values(CHECKS)).size).toBe(Object.keys(CHECKS).length);
  });
});

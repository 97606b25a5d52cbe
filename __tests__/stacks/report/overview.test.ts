import pc from 'picocolors';
import type { CheckResult } from '../../../stacks/checks/checks';
import { type Overview, overviewOf, type ReportedStack } from '../../../stacks/report/overview';
import { render, type View } from '../../../stacks/report/render';
import { size, wrap } from '../../../stacks/report/text';
import { functionPart, monitor } from '../checks/facts';

const NOTHING: CheckResult = { findings: [], waived: [] };

const policy = JSON.stringify({
  Statement: [
    {
      Sid: 'WriteLogs',
      Effect: 'Allow',
      Action: ['logs:PutLogEvents'],
      Resource: ['${aws_cloudwatch_log_group.logs.arn}:*'],
    },
  ],
});

const chat = functionPart({ name: 'gateway-prod-chat' });

/** A stack of two functions, one of which nobody watches. */
const stack = (member: string, given: Partial<ReportedStack> = {}): ReportedStack => ({
  name: `gateway-${member}`,
  family: 'gateway',
  member,
  plan: {
    provider: {
      aws: [{ region: 'us-east-1', allowed_account_ids: ['111111111111'] }],
    },
    terraform: { backend: { local: { path: 'x' } } },
    resource: {
      aws_lambda_function: {
        chat: { function_name: 'gateway-prod-chat' },
        other: {},
      },
      aws_cloudwatch_log_group: { logs: {} },
      aws_iam_role: { role: { name: 'gateway-prod-chat' } },
      aws_iam_role_policy: {
        policy: { role: '${aws_iam_role.role.name}', policy },
      },
      datadog_monitor: {
        errors: monitor(),
        slow: monitor({
          name: 'chat is slow',
          tags: ['part:chat', 'severity:notify', 'kind:function-errors'],
        }),
      },
    },
  },
  parts: [
    chat,
    functionPart({
      id: 'other',
      name: 'gateway-prod-other',
      scope: ['functionname:gateway-prod-other'],
    }),
  ],
  grants: [
    {
      role: 'gateway-prod-chat',
      sid: 'WriteLogs',
      actions: ['logs:PutLogEvents'],
      resources: [],
      why: 'it logs',
      wildcard: 'Lambda names the log streams',
    },
  ],
  checked: NOTHING,
  jsonPath: `cdktf.out/stacks/gateway-${member}/cdk.tf.json`,
  jsonBytes: 1_234,
  ...given,
});

const overview = (...stacks: ReportedStack[]): Overview => ({
  stacks: stacks.map(overviewOf),
  bundles: [
    {
      handler: 'chat',
      bytes: 416_756,
      zipBytes: 136_592,
      sha256: '7a9be916c5a6b6ea224dc8b78f3489fa',
    },
  ],
});

const plain: View = { colors: pc.createColors(false), width: 100, all: false };

const finding = (resource: string) => ({
  check: 'logs-expire',
  resource,
  problem: 'its lines never expire',
  fix: 'set retentionInDays',
});

describe('overviewOf', () => {
  it('says what a stack holds, what watches what, and why a policy is wide', () => {
    expect(overviewOf(stack('prod'))).toEqual({
      name: 'gateway-prod',
      family: 'gateway',
      member: 'prod',
      accountId: '111111111111',
      region: 'us-east-1',
      state: 'local',
      jsonPath: 'cdktf.out/stacks/gateway-prod/cdk.tf.json',
      jsonBytes: 1_234,
      resources: { aws: 5, datadog: 2 },
      kinds: [
        { side: 'AWS', kind: 'functions', count: 2 },
        { side: 'AWS', kind: 'roles', count: 1 },
        { side: 'AWS', kind: 'log groups', count: 1 },
        { side: 'AWS', kind: 'their settings', count: 1 },
        { side: 'Datadog', kind: 'monitors that page', count: 1 },
        { side: 'Datadog', kind: 'monitors that notify', count: 1 },
      ],
      watched: [
        {
          id: 'chat',
          kind: 'function',
          name: 'gateway-prod-chat',
          scope: ['functionname:gateway-prod-chat'],
          by: [
            {
              name: 'chat fails',
              address: 'datadog_monitor.errors',
              severity: 'page',
            },
            {
              name: 'chat is slow',
              address: 'datadog_monitor.slow',
              severity: 'notify',
            },
          ],
        },
        {
          id: 'other',
          kind: 'function',
          name: 'gateway-prod-other',
          scope: ['functionname:gateway-prod-other'],
          by: [],
        },
      ],
      findings: [],
      waived: [],
      wildcards: [
        {
          address: 'aws_iam_role_policy.policy',
          sid: 'WriteLogs',
          roles: ['gateway-prod-chat'],
          wildcards: ['${aws_cloudwatch_log_group.logs.arn}:*'],
          reason: 'Lambda names the log streams',
        },
      ],
    });
  });
});

describe('render', () => {
  it('puts stacks side by side', () => {
    expect(`\n${render(overview(stack('dev'), stack('prod')), plain)}`).toMatchInlineSnapshot(`
      "
      oneplan  2 plans, 10 AWS and 4 Datadog resources, 2 of 4 parts unwatched  ✓ no findings

                                   gateway       gateway
                                       dev          prod
      AWS account             111111111111  111111111111
      region                     us-east-1     us-east-1
      state                     local file    local file
      JSON                          1.2 kB        1.2 kB

      AWS                                5             5
        functions                        2             2
        roles                            1             1
        log groups                       1             1
        their settings                   1             1
        wildcards explained              1             1

      Datadog                            2             2
        monitors that page               1             1
        monitors that notify             1             1

      Watched by monitors + SLOs
        chat                             2             2
        other                      nothing       nothing

      bundles  chat  417 kB, zipped 137 kB  sha256 7a9be916c5a6b6ea
      JSON     cdktf.out/stacks/<stack>/cdk.tf.json
      next     npx cdktf diff gateway-dev        what an apply would change (needs credentials)
               npm start -- --stack gateway-dev  all about one stack; see also --all, --json, --help
               npm test                          every test
      "
    `);
  });

  it('shows one stack in full', () => {
    expect(
      `\n${render(overview(stack('dev'), stack('prod')), {
        ...plain,
        stack: 'gateway-prod',
      })}`,
    ).toMatchInlineSnapshot(`
      "
      oneplan  2 plans, 10 AWS and 4 Datadog resources, 2 of 4 parts unwatched  ✓ no findings

      gateway-prod  7 resources: 5 AWS, 2 Datadog
      111111111111 us-east-1, state: local, cdktf.out/stacks/gateway-prod/cdk.tf.json (1.2 kB)

        function    gateway-prod-chat  functionname:gateway-prod-chat
          page      chat fails
          notify    chat is slow

        function    gateway-prod-other  functionname:gateway-prod-other
          nothing watches it

        Wildcards in policies
          WriteLogs  gateway-prod-chat  \${aws_cloudwatch_log_group.logs.arn}:*
                     Lambda names the log streams

      bundles  chat  417 kB, zipped 137 kB  sha256 7a9be916c5a6b6ea
      JSON     cdktf.out/stacks/<stack>/cdk.tf.json
      next     npx cdktf diff gateway-prod        what an apply would change (needs credentials)
               npm start -- --stack gateway-prod  all about one stack; see also --all, --json, --help
               npm test                           every test
      "
    `);
  });

  it('puts findings first, and says where and how to mend them', () => {
    const bad = stack('prod', { checked: { findings: [finding('aws_cloudwatch_log_group.logs')], waived: [] } });
    const lines = render(overview(stack('dev'), bad), plain).split('\n');
    expect(lines.slice(0, 7)).toEqual([
      'oneplan  2 plans, 10 AWS and 4 Datadog resources, 2 of 4 parts unwatched  ✗ 1 finding',
      '',
      '✗ 1 finding: these plans must not be applied',
      '',
      '  logs-expire  its lines never expire',
      '    gateway-prod  aws_cloudwatch_log_group.logs',
      '    to mend: set retentionInDays',
    ]);
  });

  it('says once what holds for several places, and shows as many as fill a screen unless asked', () => {
    const findings = Array.from({ length: 20 }, (_, index) => finding(`aws_cloudwatch_log_group.logs_${index}`));
    const checked = { findings, waived: [] };
    const bad = overview(stack('dev', { checked }), stack('prod', { checked }));
    const text = render(bad, plain);
    expect(text.match(/its lines never expire/g)).toHaveLength(1);
    expect(text).toContain('logs_5');
    expect(text).not.toContain('logs_6');
    expect(text).toContain('and 34 other places');
    expect(render(bad, { ...plain, all: true })).toContain('logs_19');
  });

  it('leaves findings out that do not fill the first screen, and says how many', () => {
    const findings = Array.from({ length: 9 }, (_, index) => ({ ...finding('x'), problem: `problem ${index}` }));
    const bad = overview(stack('prod', { checked: { findings, waived: [] } }));
    expect(render(bad, plain)).toContain('and 3 others: npm start -- --all');
  });

  it('shows who accepted a finding, why, and until when', () => {
    const waiver = {
      check: 'logs-expire',
      resource: 'aws_cloudwatch_log_group.logs',
      reason: 'an audit wants these lines for ever',
      owner: 'audit@example.com',
      expires: '2026-12-01',
    };
    const waived = [{ finding: finding('aws_cloudwatch_log_group.logs'), waiver }];
    const text = render(overview(stack('prod', { checked: { findings: [], waived } })), plain);
    expect(text).toContain('! 1 finding accepted for now');
    expect(text).toContain('until 2026-12-01, audit@example.com: an audit wants these lines for ever');
  });

  it('lists stacks a line each when there are too many to stand side by side', () => {
    const many = Array.from({ length: 12 }, (_, index) => stack(`e${index}`));
    const lines = render(overview(...many), plain).split('\n');
    expect(lines[2]).toBe('✓ gateway-e0      5 AWS     2 Datadog  1 of 2 parts unwatched');
    expect(lines.length).toBeLessThan(25);
  });

  it.each([60, 80, 100, 140])('keeps within %i columns', (width) => {
    const text = render(overview(stack('dev'), stack('staging'), stack('prod')), { ...plain, width });
    // what to run next is to be copied, so it is never broken
    const lines = text.split('\n').filter((line) => !/^(oneplan|bundles|JSON|next| {9})/.test(line));
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(width);
  });

  it('has colour only when asked', () => {
    expect(render(overview(stack('prod')), plain)).not.toContain('\u001b[');
    expect(
      render(overview(stack('prod')), {
        ...plain,
        colors: pc.createColors(true),
      }),
    ).toContain('\u001b[');
  });
});

describe('size', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_140, '1.1 kB'],
    [416_756, '417 kB'],
    [2_500_000, '2.5 MB'],
  ])('says %i bytes as %s', (bytes, expected) => expect(size(bytes)).toBe(expected));
});

describe('wrap', () => {
  it('breaks between words, and never inside one', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('aws_lambda_function.chat fails', 7)).toEqual(['aws_lambda_function.chat', 'fails']);
  });
});

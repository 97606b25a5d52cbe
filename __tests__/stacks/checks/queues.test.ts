import { nothingIsLost } from '../../../stacks/checks/nothing-is-lost';
import type { Synthesized } from '../../../stacks/checks/plan';
import { visibilityOutlastsTheWorker } from '../../../stacks/checks/visibility-outlasts-the-worker';
import { problems } from './facts';

interface Given {
  readonly queue?: Record<string, unknown>;
  readonly mapping?: Record<string, unknown>;
  readonly resource?: Synthesized['resource'];
}

/** A queue that a function of 20 s works on, by its alias. */
const worked = ({ queue = {}, mapping = {}, resource = {} }: Given = {}): { plan: Synthesized } => ({
  plan: {
    resource: {
      aws_sqs_queue: {
        jobs: {
          visibility_timeout_seconds: 120,
          redrive_policy: '{"deadLetterTargetArn":"${aws_sqs_queue.dead.arn}"}',
          ...queue,
        },
        dead: {},
      },
      aws_lambda_function: { worker: { timeout: 20 } },
      aws_lambda_alias: { live: { function_name: '${aws_lambda_function.worker.function_name}' } },
      aws_lambda_event_source_mapping: {
        jobs: {
          event_source_arn: '${aws_sqs_queue.jobs.arn}',
          function_name: '${aws_lambda_alias.live.arn}',
          ...mapping,
        },
      },
      ...resource,
    },
  },
});

describe('visibilityOutlastsTheWorker', () => {
  it('accepts six timeouts of the function', () => {
    expect(problems(visibilityOutlastsTheWorker, worked())).toEqual([]);
  });

  it.each([
    ['a second too little', { queue: { visibility_timeout_seconds: 119 } }],
    ['what SQS takes when nobody says', { queue: { visibility_timeout_seconds: undefined } }],
    ['a window that comes on top', { mapping: { maximum_batching_window_in_seconds: 5 } }],
  ])('finds %s', (_, given) => {
    expect(problems(visibilityOutlastsTheWorker, worked(given))).toMatchObject([
      expect.stringContaining('aws_sqs_queue.jobs: visibility_timeout_seconds is'),
    ]);
  });

  it('finds a worker that is somewhere else', () => {
    const given = { mapping: { function_name: 'arn:aws:lambda:us-east-1:111111111111:function:other' } };
    expect(problems(visibilityOutlastsTheWorker, worked(given))[0]).toContain('a function that is not in the plan');
  });

  it('leaves streams alone, which hide nothing', () => {
    const given = { mapping: { event_source_arn: 'arn:aws:kinesis:us-east-1:111111111111:stream/x' } };
    expect(problems(visibilityOutlastsTheWorker, worked(given))).toEqual([]);
  });
});

describe('nothingIsLost', () => {
  const target = (args: Record<string, unknown>) =>
    worked({ resource: { aws_cloudwatch_event_target: { jobs: args } } });
  const asynchronous = (args: Record<string, unknown>) =>
    worked({
      resource: {
        aws_lambda_function: { worker: { timeout: 20, ...args } },
        aws_lambda_function_event_invoke_config: {
          worker: { function_name: '${aws_lambda_function.worker.function_name}' },
        },
      },
    });

  it('accepts what a schedule sends, which comes again, and not what a rule tells of', () => {
    const of = (rule: Record<string, unknown>) =>
      worked({
        resource: {
          aws_cloudwatch_event_rule: { r: rule },
          aws_cloudwatch_event_target: { t: { rule: '${aws_cloudwatch_event_rule.r.name}' } },
        },
      });
    expect(problems(nothingIsLost, of({ schedule_expression: 'rate(6 hours)' }))).toEqual([]);
    expect(problems(nothingIsLost, of({ event_pattern: '{}' }))).toHaveLength(1);
  });

  it('accepts queues, rules and functions with dead letters', () => {
    expect(problems(nothingIsLost, worked())).toEqual([]);
    expect(problems(nothingIsLost, target({ dead_letter_config: { arn: '${aws_sqs_queue.dead.arn}' } }))).toEqual([]);
    expect(
      problems(nothingIsLost, asynchronous({ dead_letter_config: { target_arn: '${aws_sqs_queue.dead.arn}' } })),
    ).toEqual([]);
  });

  it.each([
    ['a queue', worked({ queue: { redrive_policy: undefined } }), 'aws_sqs_queue.jobs'],
    ['a rule', target({}), 'aws_cloudwatch_event_target.jobs'],
    ['a function that is invoked asynchronously', asynchronous({}), 'aws_lambda_function.worker'],
  ])('finds %s without', (_, given, address) => {
    expect(problems(nothingIsLost, given)).toMatchObject([expect.stringContaining(`${address}: `)]);
  });
});

import type { Check, Facts } from './check';
import { type Args, type Resource, wordsOf } from './plan';

/** What SQS and Lambda take when nobody says otherwise, in seconds. */
const DEFAULT_VISIBILITY = 30;
const DEFAULT_TIMEOUT = 3;
/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-queueconfig */
const TIMEOUTS = 6;

/**
 * A message stays hidden until whoever works on it is surely done: six timeouts of the function, and the time in which
 * Lambda gathers messages. Less, and it is given to two at one time, or to the dead letters while it is worked on.
 */
export const visibilityOutlastsTheWorker: Check = ({ plan }) =>
  plan.ofType('aws_lambda_event_source_mapping').flatMap(({ args }) =>
    plan
      .targets(args['event_source_arn'])
      .filter(({ type }) => type === 'aws_sqs_queue')
      .flatMap((queue) => {
        const worker = functionBehind(args['function_name'], plan);
        if (worker === undefined) {
          return [
            {
              resource: queue.address,
              problem: 'its messages are given to a function that is not in the plan, whose timeout nobody knows here',
              fix: 'name the function or its alias by reference',
            },
          ];
        }
        const timeout = seconds(worker.args, 'timeout', DEFAULT_TIMEOUT);
        const window = seconds(args, 'maximum_batching_window_in_seconds', 0);
        const visibility = seconds(queue.args, 'visibility_timeout_seconds', DEFAULT_VISIBILITY);
        const least = TIMEOUTS * timeout + window;
        return visibility >= least
          ? []
          : [
              {
                resource: queue.address,
                problem: `visibility_timeout_seconds is ${visibility}, less than ${TIMEOUTS} x the ${timeout} s of ${worker.address} and a window of ${window} s`,
                fix: `set it to ${least} or more (visibilityFor in stacks/aws/queue.ts)`,
              },
            ];
      }),
  );

const seconds = (args: Args, argument: string, otherwise: number): number =>
  Number(wordsOf(args[argument] ?? otherwise));

/** The function that a reference leads to, by its alias if need be. */
function functionBehind(reference: unknown, plan: Facts['plan']): Resource | undefined {
  const targets = plan.targets(reference);
  return (
    targets.find(({ type }) => type === 'aws_lambda_function') ??
    targets
      .filter(({ type }) => type === 'aws_lambda_alias')
      .flatMap(({ args }) => plan.targets(args['function_name']))
      .find(({ type }) => type === 'aws_lambda_function')
  );
}

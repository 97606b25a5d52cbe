import type { Check, Problem } from './check';
import { jsonOf, recordOf, referencesIn, textAt } from './plan';

/**
 * What cannot be worked on goes where somebody finds it: a queue that a function works on has dead letters, and so has
 * whatever invokes a function without waiting for it. What a schedule sends says nothing, and comes again.
 */
export const nothingIsLost: Check = ({ plan }) => [
  ...plan
    .ofType('aws_lambda_event_source_mapping')
    .flatMap(({ args }) => plan.targets(args['event_source_arn']))
    .filter(({ type, args }) => type === 'aws_sqs_queue' && deadLettersOf(args['redrive_policy']).length === 0)
    .map(
      ({ address }): Problem => ({
        resource: address,
        problem: 'a message that always fails is tried until it expires, and is gone',
        fix: 'set redrivePolicy to dead letters (Queue in stacks/aws/queue.ts)',
      }),
    ),
  ...plan
    .ofType('aws_cloudwatch_event_target')
    .filter(({ args }) => textAt(args, 'dead_letter_config.arn') === undefined)
    .filter(({ args }) => !plan.targets(args['rule']).some((rule) => rule.args['schedule_expression'] !== undefined))
    .map(
      ({ address }): Problem => ({
        resource: address,
        problem: 'an event that cannot be delivered is gone',
        fix: 'set deadLetterConfig to dead letters (stacks/aws/dead-letters.ts)',
      }),
    ),
  ...plan
    .ofType('aws_lambda_function_event_invoke_config')
    .flatMap(({ args }) => plan.targets(args['function_name']))
    .filter(
      ({ type, args }) => type === 'aws_lambda_function' && textAt(args, 'dead_letter_config.target_arn') === undefined,
    )
    .map(
      ({ address }): Problem => ({
        resource: address,
        problem: 'an event that it fails on is gone after its retries',
        fix: 'give it dead letters (`asynchronous` in stacks/aws/handler-function.ts)',
      }),
    ),
];

const deadLettersOf = (policy: unknown) => referencesIn(recordOf(jsonOf(policy))['deadLetterTargetArn']);

import type { Check, Problem } from './check';
import { textAt } from './plan';

/** A function is invoked only by the one API, rule or bucket that its permission names. */
export const everyInvokeIsScoped: Check = ({ plan }) => [
  ...plan.ofType('aws_lambda_permission').flatMap(({ address, args }): Problem[] => {
    const source = textAt(args, 'source_arn');
    if (textAt(args, 'principal') === '*') {
      return [
        {
          resource: address,
          problem: 'everybody may invoke the function',
          fix: 'name the service that invokes it, and its source_arn',
        },
      ];
    }
    return source === undefined || source === '*'
      ? [
          {
            resource: address,
            problem: `any ${textAt(args, 'principal')} of anybody may invoke the function: source_arn is missing`,
            fix: 'set sourceArn to the one that does',
          },
        ]
      : [];
  }),
  ...plan
    .ofType('aws_lambda_function_url')
    .filter(({ args }) => args['authorization_type'] !== 'AWS_IAM')
    .map(({ address }) => ({
      resource: address,
      problem: 'the function URL asks nobody who they are',
      fix: 'set authorizationType: "AWS_IAM", or use the API',
    })),
];

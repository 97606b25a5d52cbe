import type { Check, Problem } from './check';
import { NAME_LIMITS, type NameLimit } from './name-limits';
import { listOf, textAt } from './plan';

/** Every name and description is one that AWS takes. */
export const namesFitAws: Check = ({ plan }) =>
  NAME_LIMITS.flatMap((limit) =>
    plan.ofType(limit.type).flatMap(({ address, args }): Problem[] => {
      const name = textAt(args, limit.argument);
      // a name that AWS makes up is a reference, and fits
      if (name === undefined || name.includes('${')) return [];
      return misfits(name, limit).map((problem) => ({
        resource: address,
        problem: `${limit.argument} "${name}" ${problem}`,
        fix: `shorten or respell it: ${limit.source}`,
      }));
    }),
  );

function misfits(name: string, { min = 1, max, allowed, pattern }: NameLimit): string[] {
  return [
    ...(name.length > max ? [`has ${name.length} characters, AWS takes ${max}`] : []),
    ...(name.length < min ? [`has ${name.length} characters, AWS wants ${min}`] : []),
    ...(pattern.test(name) ? [] : [`holds what AWS refuses; it takes ${allowed}`]),
  ];
}

/** WAF writes to log groups of one prefix only: https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html */
export const everyFirewallLogIsNamedSo: Check = ({ plan }) =>
  plan.ofType('aws_wafv2_web_acl_logging_configuration').flatMap(({ address, args }) =>
    listOf(args['log_destination_configs'])
      .flatMap(plan.targets)
      .map((group) => textAt(group.args, 'name') ?? '')
      .filter((name) => !name.startsWith('aws-waf-logs-'))
      .map((name) => ({
        resource: address,
        problem: `it logs to "${name}"`,
        fix: 'name the log group aws-waf-logs-<name>: WAF takes no other',
      })),
  );

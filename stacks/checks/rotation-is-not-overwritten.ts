import type { Check, Problem } from './check';
import { listOf, type Resource, recordOf, referencesIn, valuesAt, wordsOf } from './plan';

/** The version under which Terraform writes the first value of a secret. */
const FIRST = 1;

/**
 * What a rotation has put into a secret, Terraform never overwrites. It may write the first value; a raised version would
 * replace the rotated one with whatever the variable holds, and revoked keys would be in use.
 */
export const rotationIsNotOverwritten: Check = ({ plan }) => {
  const rotated = new Set(
    plan.ofType('aws_secretsmanager_secret_rotation').flatMap(({ args }) => secretOf(args['secret_id'])),
  );
  return plan
    .ofType('aws_secretsmanager_secret_version')
    .filter(({ args }) => secretOf(args['secret_id']).some((secret) => rotated.has(secret)))
    .flatMap((version) => overwriting(version));
};

/** By address where the plan makes the secret, by its ARN where somebody else does. */
const secretOf = (id: unknown): string[] => {
  const addresses = referencesIn(id).map(({ address }) => address);
  return addresses.length > 0 ? addresses : [wordsOf(id)];
};

function overwriting({ address, args }: Resource): Problem[] {
  const version = args['secret_string_wo_version'];
  if (version === undefined) {
    return [
      {
        resource: address,
        problem: 'it keeps the value of a secret that is rotated, and sets it back at each apply',
        fix: 'write the first value with secretStringWo, or out of band',
      },
    ];
  }
  if (version !== FIRST) {
    return [
      {
        resource: address,
        problem: `secret_string_wo_version is ${wordsOf(version)}: writing it again would replace the rotated value`,
        fix: `set datadog.apiKey.version back to ${FIRST}, which writes nothing; to get another key, rotate (docs/operations/rotate-keys.md)`,
      },
    ];
  }
  const kept = valuesAt({ lifecycle: listOf(args['lifecycle']).map(recordOf) }, 'lifecycle.ignore_changes');
  return kept.includes('secret_string_wo_version')
    ? []
    : [
        {
          resource: address,
          problem: 'a change of secret_string_wo_version would replace the rotated value',
          fix: "set lifecycle: { ignoreChanges: ['secret_string_wo_version'] } while rotation is on",
        },
      ];
}

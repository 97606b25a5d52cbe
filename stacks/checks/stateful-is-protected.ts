import type { Check } from './check';
import { type Args, recordOf, valuesAt, wordsOf } from './plan';

interface Stateful {
  /** What is lost with it. */
  readonly loses: string;
  /** The service's own protection, which holds against the console too. */
  readonly protection?: { readonly argument: string; readonly value: unknown };
}

/**
 * Types that hold what no apply brings back. Log groups are not among them: their lines are in Datadog, and protecting
 * them would stop every removal of a function.
 */
const STATEFUL: Readonly<Record<string, Stateful>> = {
  aws_api_gateway_rest_api: { loses: 'the address that callers use' },
  aws_backup_vault: { loses: 'the backups' },
  aws_cognito_user_pool: { loses: 'the users', protection: { argument: 'deletion_protection', value: 'ACTIVE' } },
  aws_dynamodb_table: { loses: 'the items', protection: { argument: 'deletion_protection_enabled', value: true } },
  aws_ecr_repository: { loses: 'the images' },
  aws_efs_file_system: { loses: 'the files' },
  aws_kms_key: { loses: 'everything encrypted with it' },
  aws_opensearch_domain: { loses: 'the documents' },
  aws_rds_cluster: { loses: 'the rows', protection: { argument: 'deletion_protection', value: true } },
  aws_s3_bucket: { loses: 'the objects' },
  aws_secretsmanager_secret: { loses: 'the secret' },
};

/** Where the environment is protected, Terraform refuses to destroy what cannot be made again. */
export const statefulIsProtected: Check = ({ plan, protectFromDestroy }) =>
  protectFromDestroy
    ? plan.resources.flatMap(({ type, address, args }) =>
        (STATEFUL[type] === undefined ? [] : gaps(args, STATEFUL[type])).map((gap) => ({ resource: address, ...gap })),
      )
    : [];

function gaps(args: Args, { loses, protection }: Stateful) {
  const prevented =
    recordOf(args['lifecycle'])['prevent_destroy'] === true || valuesAt(args, 'lifecycle.prevent_destroy')[0] === true;
  return [
    ...(prevented
      ? []
      : [
          {
            problem: `a destroy would lose ${loses}`,
            fix: 'set lifecycle: { preventDestroy: true } where config.protectFromDestroy',
          },
        ]),
    ...(protection === undefined || args[protection.argument] === protection.value
      ? []
      : [
          {
            problem: `${protection.argument} is not ${JSON.stringify(protection.value)}`,
            fix: `set it where config.protectFromDestroy`,
          },
        ]),
  ];
}

/** A key waits as long as KMS lets it before it is gone: https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html */
export const everyKeyWaits: Check = ({ plan, protectFromDestroy }) =>
  protectFromDestroy
    ? plan
        .ofType('aws_kms_key')
        .filter(({ args }) => Number(wordsOf(args['deletion_window_in_days'] ?? 30)) < 30)
        .map(({ address, args }) => ({
          resource: address,
          problem: `a deleted key is gone after ${wordsOf(args['deletion_window_in_days'])} days`,
          fix: 'set deletionWindowInDays: 30, the longest',
        }))
    : [];

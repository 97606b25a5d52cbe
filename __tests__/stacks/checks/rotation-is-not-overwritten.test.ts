import { rotationIsNotOverwritten } from '../../../stacks/checks/rotation-is-not-overwritten';
import { problems } from './facts';

const FIRST = { secret_string_wo: '${var.key}', secret_string_wo_version: 1 };
const KEPT = { lifecycle: { ignore_changes: ['secret_string_wo_version'] } };

/** A plan with a version of one secret, and a rotation of another or the same. */
const plan = (version: Record<string, unknown>, rotated = '${aws_secretsmanager_secret.key.arn}') => ({
  plan: {
    resource: {
      aws_secretsmanager_secret: { key: { name: 'key' }, other: { name: 'other' } },
      aws_secretsmanager_secret_version: { v: { secret_id: '${aws_secretsmanager_secret.key.id}', ...version } },
      aws_secretsmanager_secret_rotation: { r: { secret_id: rotated } },
    },
  },
});

describe('rotationIsNotOverwritten', () => {
  it.each([
    ['a version that was raised', { ...FIRST, ...KEPT, secret_string_wo_version: 2 }, /is 2: writing it again/],
    ['a version that a change would write', FIRST, /a change of secret_string_wo_version/],
    ['a value that Terraform keeps', { secret_string: 'x' }, /sets it back at each apply/],
  ])('finds %s', (_, version, problem) => {
    expect(problems(rotationIsNotOverwritten, plan(version))).toEqual([expect.stringMatching(problem)]);
  });

  it('finds it by the ARN of a secret that is made elsewhere, too', () => {
    const arn = 'arn:aws:secretsmanager:us-east-1:111111111111:secret:key-AbCdEf';
    expect(problems(rotationIsNotOverwritten, plan({ ...FIRST, secret_id: arn }, arn))).toHaveLength(1);
  });

  it('accepts the first version, whether a lifecycle is a block or a list of one', () => {
    expect(problems(rotationIsNotOverwritten, plan({ ...FIRST, ...KEPT }))).toEqual([]);
    expect(problems(rotationIsNotOverwritten, plan({ ...FIRST, lifecycle: [KEPT.lifecycle] }))).toEqual([]);
  });

  it('accepts any version of a secret that is not rotated', () => {
    const raised = { ...FIRST, secret_string_wo_version: 7 };
    expect(problems(rotationIsNotOverwritten, plan(raised, '${aws_secretsmanager_secret.other.arn}'))).toEqual([]);
  });
});

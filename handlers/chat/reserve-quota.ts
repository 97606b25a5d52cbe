import { useOfFailure } from '../runtime/limits';
import { chainOf, targetOf } from '../runtime/target-of';
import type { Tenant } from '../runtime/tenant';
import { estimateOf, useOf } from '../runtime/use';
import type { ChatDependencies } from './dependencies';
import type { Exchange } from './exchange';
import type { Question } from './question';

/**
 * Puts by what the question may use of its tenant's daily limit, until it is known what it has used.
 *
 * @throws ServiceError `quota-exceeded` or `limits-unavailable`
 */
export async function reserveQuota(
  question: Question,
  tenant: Tenant,
  { afterwards, report }: Exchange,
  { limits }: Pick<ChatDependencies, 'limits'>,
): Promise<void> {
  const { alias, models } = question;
  const quota = await limits.reserve({
    tenant,
    estimate: () => estimateOf(chainOf(alias, models), question),
    onFailure: report.limitFailed,
  });
  afterwards.add({
    answered: ({ model, usage }) => quota.settle(useOf(targetOf(model, models), usage)),
    failed: (error, begun) => quota.settle(useOfFailure(error, begun)),
  });
}

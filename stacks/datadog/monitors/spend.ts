import { METRICS } from '../../../handlers/contract/metrics';
import type { BudgetPart } from '../../parts';
import { above, count, rounded } from '../query';
import { type MonitorContext, type MonitorSpec, monitor } from './spec';

const DAYS_A_MONTH = 30.4;
/** A day may cost this many times the even share before somebody looks, and this many before it is an alert. */
const WARNING_SHARES = 2;
const CRITICAL_SHARES = 3;

/** AWS Budgets looks once a day and comes late; the handlers' own metric is minutes old. */
export function spendMonitors(part: BudgetPart, { env, service, parts }: MonitorContext): MonitorSpec[] {
  const evenShare = part.monthlyUsd / DAYS_A_MONTH;
  return [
    monitor(part, 'spend', {
      title: `Models cost more than the budget of ${part.monthlyUsd} USD a month allows`,
      parts: [part.id, ...parts.filter(({ kind }) => kind === 'topic').map(({ id }) => id)],
      severity: 'notify',
      watch: above(
        'last_1d',
        'sum',
        count(METRICS.costUsd.name, { env, service }),
        rounded(CRITICAL_SHARES * evenShare, 2),
      ),
      warning: rounded(WARNING_SHARES * evenShare, 2),
      unit: 'USD in a day',
      derivation: `${CRITICAL_SHARES} times an even day's share of requirements.monthlyBudgetUsd; warning at ${WARNING_SHARES}`,
    }),
  ];
}

import type { DatadogCause } from '../../../handlers/contract/guard';
import { METRICS } from '../../../handlers/contract/metrics';
import type { BudgetPart, TopicPart } from '../../parts';
import { count, plain } from '../query';
import { guardSignal } from './guard';
import { type MonitorContext, type MonitorSpec, metricMonitor } from './spec';

const DAYS_IN_A_MONTH = 30;
/** Busy days differ by half; at three times its share the month's budget is gone on the tenth. */
const DEAR_DAY = 3;
/** Share of a day that an hour may take: the busiest takes a tenth. At half, the month's budget lasts two days and a half. */
const DEAR_HOUR = 0.5;
const BUSY_DAY = 1.5;
/** Without a budget nobody has said what is much. Ten dollars a day is more than trying things out costs. */
const DOLLARS_A_DAY_WITHOUT_BUDGET = 10;

export const budgetMonitors = (budget: BudgetPart, context: MonitorContext): MonitorSpec[] =>
  spending({
    id: budget.id,
    // the topic is how AWS would tell of the same thing, some hours later
    parts: [budget.id, ...context.parts.filter(({ kind }) => kind === 'topic').map(({ id }) => id)],
    dayUsd: budget.monthlyUsd / DAYS_IN_A_MONTH,
    from: `a thirtieth of the monthly budget of ${budget.monthlyUsd} USD`,
    context,
  });

/** With a budget, its monitors watch the topic too. Without one, somebody still hears of spending. */
export const topicMonitors = (topic: TopicPart, context: MonitorContext): MonitorSpec[] =>
  context.parts.some(({ kind }) => kind === 'budget')
    ? []
    : spending({
        id: topic.id,
        parts: [topic.id],
        dayUsd: DOLLARS_A_DAY_WITHOUT_BUDGET,
        from: `${DOLLARS_A_DAY_WITHOUT_BUDGET} USD, since nobody has set a budget: more than trying things out costs`,
        context,
      });

interface Spending {
  readonly id: string;
  readonly parts: readonly string[];
  /** An ordinary day's share, in US dollars. */
  readonly dayUsd: number;
  readonly from: string;
  readonly context: MonitorContext;
}

/** What models cost by the handler's own count, which is there within a minute, where AWS's bill is a day late. */
function spending({ id, parts, dayUsd, from, context }: Spending): MonitorSpec[] {
  const { env, service } = context;
  const signal = (cause: DatadogCause) => {
    const told = guardSignal(cause, context);
    return told === undefined ? {} : { signal: told };
  };
  const measure = plain(count(METRICS.costUsd.name, { env, service }));
  const noData = { policy: 'ok', because: 'what is not called costs nothing' } as const;
  return [
    metricMonitor({
      id: `${id}-spend-hour`,
      kind: 'spend-hour',
      title: `${service} in ${env} spends half a day's share of its budget in an hour`,
      shows: 'cost of the models in the last hour, in US dollars',
      parts,
      // at that pace the month's budget is gone in two days and a half, and nights count
      severity: 'page',
      measure,
      window: '1h',
      thresholds: { critical: cents(DEAR_HOUR * dayUsd) },
      derivation: `${DEAR_HOUR} of ${from}`,
      noData,
      ...signal('spend-hour'),
    }),
    metricMonitor({
      id: `${id}-spend-day`,
      kind: 'spend-day',
      title: `${service} in ${env} spends more than its budget allows for a day`,
      shows: 'cost of the models in the last day, in US dollars',
      parts,
      severity: 'notify',
      measure,
      window: '1d',
      thresholds: { critical: cents(DEAR_DAY * dayUsd), warning: cents(BUSY_DAY * dayUsd) },
      derivation: `${DEAR_DAY} x ${cents(dayUsd)} USD (${from}), with which the month's budget ends on the tenth; warning at ${BUSY_DAY} x`,
      noData,
      ...signal('spend-day'),
    }),
  ];
}

const cents = (usd: number): number => Number(usd.toFixed(2));

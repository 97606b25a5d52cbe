import { type DatadogCause, GUARD_TOKEN, type GuardAction, type GuardWord } from '../../../handlers/contract/guard';
import { METRICS } from '../../../handlers/contract/metrics';
import { count, plain } from '../query';
import { type MonitorContext, type MonitorSpec, metricMonitor, type Signal } from './spec';

const NO_NEWS_IS_GOOD = { policy: 'ok', because: 'the guard says something only when it is told something' } as const;

/** What the guard did, and what it could not do. Both are for people: it acts by itself. */
export function guardMonitors({ env, service, parts }: MonitorContext): MonitorSpec[] {
  const messages = (action: GuardAction | readonly GuardAction[]) =>
    plain(count(METRICS.guardMessages.name, { env, service, action }));
  const common = {
    // it is about the mode; the function that acts has monitors of its own
    parts: parts.filter(({ kind }) => kind === 'mode').map(({ id }) => id),
    severity: 'notify',
    thresholds: { critical: 0 },
    noData: NO_NEWS_IS_GOOD,
  } as const;
  return [
    metricMonitor({
      ...common,
      id: 'budget-guard-guard-acted',
      kind: 'guard-acted',
      title: `The budget guard changed the mode of ${service} in ${env}`,
      shows: 'changes of the mode by the budget guard in five minutes',
      measure: messages('changed'),
      window: '5m',
      derivation: 'each one is told: callers feel it, whether the mode became stricter or is as usual again',
    }),
    metricMonitor({
      ...common,
      id: 'budget-guard-guard-failed',
      kind: 'guard-failed',
      title: `The budget guard of ${service} in ${env} could not act`,
      shows: 'messages in an hour on which it failed, or that it did not understand',
      measure: messages(['failed', 'not-understood']),
      window: '1h',
      derivation: 'one is enough: money runs out meanwhile',
    }),
  ];
}

/** What a spend monitor says to the guard beside what it says to people; nothing where there is no guard. */
export function guardSignal(cause: DatadogCause, { env, service, parts }: MonitorContext): Signal | undefined {
  const topic = parts.find(({ kind }) => kind === 'topic');
  const guarded = parts.some((part) => part.kind === 'function' && part.handler === 'budget-guard');
  if (topic === undefined || !guarded) return undefined;
  const word = (one: GuardWord): string => `${GUARD_TOKEN}:${service}:${env}:${cause}:${one};`;
  // https://docs.datadoghq.com/integrations/amazon_sns/#send-sns-notifications
  return { receiver: `@sns-${topic.name}`, alert: word('alert'), recovery: word('recovered') };
}

import type { DeadLettersPart, QueuePart } from '../../parts';
import { count, level, plain } from '../query';
import { type MonitorContext, type MonitorSpec, metricMonitor } from './spec';

/** Share of the time at which there still is some left. */
const EARLY = 0.5;

const IDLE_IS_FINE = {
  policy: 'ok',
  because: 'SQS says nothing of a queue that has been empty for some hours',
} as const;

/** A queue tells by its age that nobody works on it, and by its length that too few do. */
export function queueMonitors(queue: QueuePart): MonitorSpec[] {
  const scope = { queuename: queue.name };
  const allAttempts = queue.visibilitySeconds * queue.attempts;
  const oldest = queue.promisedSeconds ?? allAttempts;
  // CloudWatch comes late, so its metrics tell people in working hours; who waits for a batch is told by the SLO
  const common = { parts: [queue.id], severity: 'notify', noData: IDLE_IS_FINE } as const;
  return [
    metricMonitor({
      ...common,
      id: `${queue.id}-queue-age`,
      kind: 'queue-age',
      title: `Messages in ${queue.name} wait too long`,
      shows: 'age of the oldest message, in seconds',
      measure: plain(level('max', 'aws.sqs.approximate_age_of_oldest_message', scope)),
      over: 'max',
      window: '15m',
      thresholds: { critical: oldest, warning: EARLY * oldest },
      derivation:
        queue.promisedSeconds === undefined
          ? `${queue.attempts} attempts of ${queue.visibilitySeconds} s, after which a message is done or dead; warning at ${EARLY} of it`
          : `the ${queue.promisedSeconds} s in which the work is promised to be done; warning at ${EARLY} of it`,
    }),
    metricMonitor({
      ...common,
      id: `${queue.id}-queue-backlog`,
      kind: 'queue-backlog',
      title: `More comes into ${queue.name} than is worked off`,
      shows: 'fewest messages that waited at any time of the hour',
      measure: plain(level('min', 'aws.sqs.approximate_number_of_messages_visible', scope)),
      over: 'min',
      window: '1h',
      thresholds: { critical: queue.takenAtOnce },
      derivation: `the ${queue.takenAtOnce} messages that all workers take at once: with more of them waiting all the time, none is ever idle`,
    }),
  ];
}

/** Dead letters are work that somebody waits for: one is enough to look at. */
export function deadLetterMonitors(
  { id, name, of, retentionDays }: DeadLettersPart,
  { parts }: Pick<MonitorContext, 'parts'>,
): MonitorSpec[] {
  return [
    metricMonitor({
      id: `${id}-dead-letters`,
      kind: 'dead-letters',
      title: `What ${of.name} could not do lies in ${name}`,
      shows: 'dead letters',
      parts: [id],
      severity: 'notify',
      measure: plain(level('max', 'aws.sqs.approximate_number_of_messages_visible', { queuename: name })),
      over: 'max',
      window: '15m',
      thresholds: { critical: 0 },
      derivation: `one is enough: it is gone after ${retentionDays} days`,
      noData: IDLE_IS_FINE,
    }),
    ...(of.kind === 'function'
      ? [
          metricMonitor({
            id: `${id}-dead-letters-lost`,
            kind: 'dead-letters-lost',
            title: `What ${of.name} could not do did not get into ${name} either`,
            shows: 'events that Lambda could not put with the dead letters in 15 minutes',
            parts: parts.filter((part) => part.kind === 'function' && part.name === of.name).map((part) => part.id),
            severity: 'notify',
            measure: plain(count('aws.lambda.dead_letter_errors', { functionname: of.name })),
            window: '15m',
            thresholds: { critical: 0 },
            derivation: 'none is right: such an event is gone',
            noData: { policy: 'ok', because: 'without failures nothing has to go there' },
          }),
        ]
      : []),
  ];
}

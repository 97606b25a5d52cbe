import { ERRORS } from '../../../handlers/contract/errors';
import { METRICS } from '../../../handlers/contract/metrics';
import { count, minimumVolumeFor, ratio, shareOf } from '../query';
import { failureShare, LEAST_FAILURES, OUR_FAULTS, symptom } from './failure-share';
import { type MonitorContext, type MonitorSpec, metricMonitor, QUIET_IS_FINE } from './spec';

/** A prompt that fails for good is its sender's mistake; one in ten of all is a mistake of ours, or somebody needs help. */
const MANY_FAIL = 0.1;
/** More prompts go back than are answered: the queue is filled as fast as it is worked off. */
const MORE_GO_BACK = 0.5;
/** Single records of a job go on through the queue; one in ten is a job that failed, was cut off, or lacks the guardrail. */
const JOBS_FAIL = 0.1;
/** Prompts that it takes, however few there are. */
const LEAST_PROMPTS = 20;

/** Batches as a whole, by what their functions count: within a minute, and before queue or caller would tell. */
export function batchMonitors(context: MonitorContext): MonitorSpec[] {
  const { env, service, parts } = context;
  if (!parts.some((part) => part.kind === 'function' && part.handler === 'batch-worker')) return [];
  const scope = { env, service };
  const { share, derivation } = failureShare(context);
  // of the service as a whole: their metrics name no part
  const common = { parts: [], severity: 'notify', window: '1h', noData: QUIET_IS_FINE } as const;
  const answered = METRICS.batchItems.name;
  const back = METRICS.batchRetries.name;
  return [
    metricMonitor({
      ...common,
      id: 'service-batch-failures',
      kind: 'batch-failures',
      title: `Requests for batches to ${service} in ${env} fail on our side`,
      shows: 'share of requests to /v1/batches that failed or were throttled, as the function counts them',
      // an hour: few ask for batches, and of a handful in 15 minutes one more or less would be a page more
      severity: 'component',
      measure: ratio(
        count(METRICS.batchRequests.name, { ...scope, outcome: OUR_FAULTS }),
        count(METRICS.batchRequests.name, scope),
        minimumVolumeFor(LEAST_FAILURES, share),
      ),
      thresholds: symptom(share),
      derivation: `${derivation}; at least ${LEAST_FAILURES} failures`,
    }),
    metricMonitor({
      ...common,
      id: 'service-batch-item-failures',
      kind: 'batch-item-failures',
      title: `Many prompts of batches in ${env} get no answer`,
      shows: 'share of prompts whose result is an error',
      measure: ratio(
        count(answered, { ...scope, outcome: Object.keys(ERRORS) }),
        count(answered, scope),
        minimumVolumeFor(LEAST_PROMPTS, MANY_FAIL),
      ),
      thresholds: { critical: MANY_FAIL },
      derivation: `one in ten, since single ones are their sender's mistakes; at least ${LEAST_PROMPTS}`,
    }),
    metricMonitor({
      ...common,
      id: 'service-batch-not-progressing',
      kind: 'batch-not-progressing',
      title: `Batches in ${env} hardly get on`,
      shows: 'share of attempts after which a prompt went back to the queue',
      measure: shareOf(
        count(back, { ...scope, road: 'queue' }),
        count(answered, { ...scope, road: 'queue' }),
        minimumVolumeFor(LEAST_PROMPTS, MORE_GO_BACK),
      ),
      thresholds: { critical: MORE_GO_BACK },
      derivation: `more go back than are answered; at least ${LEAST_PROMPTS}`,
    }),
    ...(parts.some((part) => part.kind === 'function' && part.handler === 'batch-completed')
      ? [
          metricMonitor({
            ...common,
            id: 'service-batch-job-failures',
            kind: 'batch-job-failures',
            title: `Bedrock's batch inference in ${env} leaves prompts unanswered`,
            shows: 'share of prompts of jobs that go on through the queue, at the full price',
            measure: shareOf(
              count(back, { ...scope, road: 'bedrock' }),
              count(answered, { ...scope, road: 'bedrock' }),
              minimumVolumeFor(LEAST_PROMPTS, JOBS_FAIL),
            ),
            thresholds: { critical: JOBS_FAIL },
            derivation: `one in ten: a job that failed, expired or was taken for a model without the guardrail; at least ${LEAST_PROMPTS}`,
          }),
        ]
      : []),
  ];
}

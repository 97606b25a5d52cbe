import { ROUTES } from '../../../handlers/contract/routes';
import type { FunctionPart } from '../../parts';
import { count, minimumVolumeFor, plain, ratio } from '../query';
import { waysOf } from './carriers';
import { failureShare, LEAST_FAILURES, symptom } from './failure-share';
import { functionLimits } from './function-limits';
import { type MonitorContext, type MonitorSpec, metricMonitor, QUIET_IS_FINE } from './spec';
import { telemetryLost } from './telemetry-lost';

/** Failures of one kind that are worth a look in working hours. */
const FEW_FAILURES = 5;
/** Seconds of the window over which throttles are counted. */
const THROTTLE_WINDOW_SECONDS = 300;

export function functionMonitors(part: FunctionPart, context: MonitorContext): MonitorSpec[] {
  return [
    ...failures(part, context),
    throttles(part, context),
    ...functionLimits(part),
    ...telemetryLost(part, context),
  ];
}

/** Whether customers wait for it. An open route is for machines that ask again. */
const answersCustomers = ({ handler }: FunctionPart): boolean =>
  ROUTES.some((route) => route.handler === handler && route.auth === 'required');

function failures(part: FunctionPart, context: MonitorContext): MonitorSpec[] {
  const scope = { functionname: part.name };
  const { share, derivation } = failureShare(context);
  const calls = count('aws.lambda.enhanced.invocations', scope);
  // a call that cannot get out fails, or hangs until the time is up
  const parts = [part.id, ...waysOf(part, context).map(({ id }) => id)];
  const customers = answersCustomers(part);
  return [
    metricMonitor({
      id: `${part.id}-function-errors`,
      kind: 'function-errors',
      title: `The function ${part.name} crashes`,
      shows: 'share of invocations that ended in an error',
      parts,
      severity: customers ? 'component' : 'notify',
      measure: ratio(count('aws.lambda.enhanced.errors', scope), calls, minimumVolumeFor(LEAST_FAILURES, share)),
      window: '15m',
      thresholds: symptom(share),
      derivation: `${derivation}; at least ${LEAST_FAILURES} failures`,
      noData: QUIET_IS_FINE,
    }),
    metricMonitor({
      id: `${part.id}-function-timeouts`,
      kind: 'function-timeouts',
      title: `The function ${part.name} runs into its timeout`,
      shows: `share of invocations cut off at ${part.timeoutSeconds} s`,
      parts,
      severity: 'notify',
      // a quarter of what counts as failing, because a timeout also keeps its caller waiting all the time
      measure: ratio(count('aws.lambda.enhanced.timeouts', scope), calls, minimumVolumeFor(FEW_FAILURES, share / 4)),
      window: '15m',
      thresholds: { critical: share / 4 },
      derivation: `a quarter of ${share} (${derivation}), since each keeps its caller waiting ${part.timeoutSeconds} s; at least ${FEW_FAILURES}`,
      noData: QUIET_IS_FINE,
    }),
  ];
}

function throttles(part: FunctionPart, context: MonitorContext): MonitorSpec {
  const { share } = failureShare(context);
  const perWindow = (context.requirements?.expectedRequestsPerSecond ?? 0) * THROTTLE_WINDOW_SECONDS;
  const critical = Math.max(FEW_FAILURES, Math.ceil(share * perWindow));
  return metricMonitor({
    id: `${part.id}-function-throttles`,
    kind: 'function-throttles',
    title: `Lambda refuses calls to ${part.name}`,
    shows: 'calls refused for lack of concurrency in five minutes',
    parts: [part.id],
    severity: 'notify',
    // a count, since with everything refused there are no invocations to divide by
    measure: plain(count('aws.lambda.throttles', { functionname: part.name })),
    window: '5m',
    thresholds: { critical },
    derivation: `${share} of the requests expected in five minutes (${perWindow}), at least ${FEW_FAILURES}`,
    noData: QUIET_IS_FINE,
  });
}

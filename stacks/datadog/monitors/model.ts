import type { ErrorCode } from '../../../handlers/contract/errors';
import { METRICS } from '../../../handlers/contract/metrics';
import type { ModelPart } from '../../parts';
import { count, minimumVolumeFor, points, ratio } from '../query';
import { failureShare } from './failure-share';
import { modelChainMonitors } from './model-chain';
import { type MonitorContext, type MonitorSpec, metricMonitor, QUIET_IS_FINE } from './spec';

/** Failures of one kind that are worth a look, however few calls there are. */
const LEAST_FAILURES = 5;
/** Calls that answer at once, imagined beside the real ones, so that one slow call at night is no trend. */
const IMAGINED_CALLS = 10;
/** Share of what a caller may wait at which the mean is a trend and no longer a bad moment. */
const SLOW = 0.8;
const SLOWER = 0.6;

/** Share of its time that may pass in silence: who reads along wants words long before the end. */
const LATE = 0.5;
const LATER = 0.3;

/** What a model does wrong by answering badly; throttles and the way to it have monitors of their own. */
const MODEL_FAULTS = ['model-timeout', 'model-unavailable', 'model-refused'] as const satisfies readonly ErrorCode[];
const THROTTLED = 'throttled' satisfies ErrorCode;
const UNREACHABLE = 'model-unreachable' satisfies ErrorCode;
/** Calls that say something about a model: not those that it could not answer, or that nobody waited for. */
const JUDGED = ['ok', ...MODEL_FAULTS, THROTTLED, UNREACHABLE];

export function modelMonitors(model: ModelPart, context: MonitorContext): MonitorSpec[] {
  const scope = { env: context.env, service: context.service, model_alias: model.alias };
  const { share, derivation } = failureShare(context);
  const longest = Math.min(model.timeoutMs, context.requirements?.latency.milliseconds ?? model.timeoutMs);
  const turn = Math.min(model.turnMs, longest);
  const calls = METRICS.modelCalls.name;
  const failing = (outcome: string | readonly string[]) =>
    ratio(
      count(calls, { ...scope, outcome }),
      count(calls, { ...scope, outcome: JUDGED }),
      minimumVolumeFor(LEAST_FAILURES, share),
    );
  const common = {
    parts: [model.id],
    // causes: who waits for the answer is paged for by service-failing
    severity: 'notify',
    window: '15m',
    noData: QUIET_IS_FINE,
  } as const;
  const rate = {
    ...common,
    thresholds: { critical: share, warning: share / 2 },
    derivation: `${derivation}; warning at half of it; at least ${LEAST_FAILURES} failures`,
  } as const;
  return [
    metricMonitor({
      ...common,
      id: `${model.id}-model-latency`,
      kind: 'model-latency',
      title: `The model ${model.alias} (${model.baseModelId}) gets slow`,
      shows: 'mean time of a successful call, in milliseconds',
      // a mean, because a new distribution has no percentiles
      measure: ratio(
        count(METRICS.modelLatency.name, scope),
        count(calls, { ...scope, outcome: 'ok' }),
        IMAGINED_CALLS,
      ),
      thresholds: { critical: SLOW * longest, warning: SLOWER * longest },
      derivation: `${SLOW} of the ${longest} ms that a caller may wait; warning at ${SLOWER}; damped by ${IMAGINED_CALLS} imagined calls`,
    }),
    metricMonitor({
      ...common,
      id: `${model.id}-model-first-token`,
      kind: 'model-first-token',
      title: `Streams of the model ${model.alias} (${model.baseModelId}) begin slowly`,
      shows: 'mean time until the first words of a streamed answer, in milliseconds',
      measure: ratio(
        count(METRICS.timeToFirstToken.name, scope),
        points(METRICS.timeToFirstToken.name, scope),
        IMAGINED_CALLS,
      ),
      thresholds: { critical: LATE * turn, warning: LATER * turn },
      derivation: `${LATE} of the ${turn} ms after which the model is given up, or its whole answer late; warning at ${LATER}; damped by ${IMAGINED_CALLS} imagined calls`,
    }),
    metricMonitor({
      ...rate,
      id: `${model.id}-model-throttles`,
      kind: 'model-throttles',
      title: `${model.runsOn} throttles the model ${model.alias} (${model.baseModelId})`,
      shows: 'share of calls that were throttled',
      measure: failing(THROTTLED),
    }),
    metricMonitor({
      ...rate,
      id: `${model.id}-model-errors`,
      kind: 'model-errors',
      title: `The model ${model.alias} (${model.baseModelId}) fails`,
      shows: `share of calls that ended in ${MODEL_FAULTS.join(', ')}`,
      measure: failing(MODEL_FAULTS),
    }),
    metricMonitor({
      ...rate,
      id: `${model.id}-model-unreachable`,
      kind: 'model-unreachable',
      title: `The model ${model.alias} (${model.baseModelId}) cannot be reached`,
      shows: 'share of calls that did not get through',
      parts: [model.id, ...waysTo(model, context)],
      measure: failing(UNREACHABLE),
    }),
    ...modelChainMonitors(model, context),
  ];
}

/** Endpoints that calls to the model go through. */
const waysTo = (model: ModelPart, { parts }: MonitorContext): string[] =>
  parts
    .filter((part) => part.kind === 'endpoint' && part.carries === 'model')
    .filter((part) => part.scope.some((tag) => model.scope.includes(tag)))
    .map(({ id }) => id);

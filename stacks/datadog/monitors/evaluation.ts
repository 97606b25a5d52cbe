import { JUDGED } from '../../../handlers/contract/evaluation';
import { METRICS } from '../../../handlers/contract/metrics';
import type { FunctionPart, Part } from '../../parts';
import { count, level, minimumVolumeFor, plain, ratio, rounded, type Window } from '../query';
import { type MonitorContext, type MonitorSpec, metricMonitor, type NoData, QUIET_IS_FINE } from './spec';

/** At this many times the share of bad answers that the target allows, something has changed. */
const TIMES_ALLOWED = 2;
/** Nobody has said how many may be bad: half is plainly wrong. */
const WITHOUT_REQUIREMENTS = 0.5;
/** Bad answers that it takes, however few are judged: one judge's word against one answer is none. */
const LEAST_BAD = 5;
/** What one run leaves, or fails to do, the next makes up; what four have not made up stays. */
const RUNS = 4;
/** Share that is lost, or not judged, at which scores no longer speak for the answers. */
const LOST = 0.1;
const LEAST_LOST = 3;

const NOTHING_JUDGED: NoData = { policy: 'ok', because: 'without answers there is nothing to judge' };

/** The function that judges answers, with its schedule. Absent: nobody does. */
export const evaluationOf = (parts: readonly Part[]): Scheduled | undefined =>
  parts.find(
    (part): part is Scheduled =>
      part.kind === 'function' && part.handler === 'evaluate' && part.everyMinutes !== undefined,
  );

type Scheduled = FunctionPart & { readonly everyMinutes: number };

/** How good answers are, and whether that can be known at all. */
export function evaluationMonitors({ env, service, requirements, parts }: MonitorContext): MonitorSpec[] {
  const judge = evaluationOf(parts);
  if (judge === undefined) return [];
  const scope = { env, service };
  const judged = METRICS.evaluations.name;
  const passed = requirements?.quality?.passedShare;
  const bad =
    passed === undefined ? WITHOUT_REQUIREMENTS : rounded(Math.min(WITHOUT_REQUIREMENTS, TIMES_ALLOWED * (1 - passed)));
  const { window, minutes } = windowOf(RUNS * judge.everyMinutes);
  // of the service as a whole: their metrics name no part
  const common = { parts: [], severity: 'notify', window } as const;
  return [
    metricMonitor({
      ...common,
      id: `${judge.id}-quality-low`,
      kind: 'quality-low',
      title: `Answers of ${service} in ${env} are worse than promised`,
      shows: 'share of judged answers that did not pass, by model',
      measure: ratio(
        count(judged, { ...scope, result: 'fail' }, { by: ['model_alias'] }),
        count(judged, { ...scope, result: JUDGED }, { by: ['model_alias'] }),
        minimumVolumeFor(LEAST_BAD, bad),
      ),
      thresholds: { critical: bad },
      derivation: `${
        passed === undefined
          ? 'half, because requirements.quality promises nothing'
          : `${TIMES_ALLOWED} x (1 - requirements.quality.passedShare ${passed}), half at most`
      }; at least ${LEAST_BAD} bad answers`,
      noData: NOTHING_JUDGED,
      groupedBy: 'model_alias',
    }),
    metricMonitor({
      ...common,
      id: `${judge.id}-evaluation-behind`,
      kind: 'evaluation-behind',
      title: `Kept answers of ${service} in ${env} are not judged in time`,
      shows: 'minutes that the oldest sample had waited which a run left behind',
      measure: plain(level('min', METRICS.oldestSample.name, scope)),
      over: 'min',
      thresholds: { critical: RUNS * judge.everyMinutes },
      derivation: `${RUNS} runs, one every ${judge.everyMinutes} minutes, and every run of the last ${minutes / 60} hours left some so old: they will not catch up`,
      noData: {
        policy: 'notify',
        because: 'every run says how old its oldest is, so silence means that there are none',
      },
    }),
    metricMonitor({
      ...common,
      id: `${judge.id}-judge-unclear`,
      kind: 'judge-unclear',
      title: `The judge of ${service} in ${env} gives no scores`,
      shows: 'share of samples that were given up without a score',
      measure: ratio(
        count(judged, { ...scope, result: 'unjudged' }),
        count(judged, { ...scope, result: [...JUDGED, 'unjudged'] }),
        minimumVolumeFor(LEAST_LOST, LOST),
      ),
      thresholds: { critical: LOST },
      derivation: `one in ten: what is left no longer speaks for all answers; at least ${LEAST_LOST}`,
      noData: NOTHING_JUDGED,
    }),
    metricMonitor({
      ...common,
      id: `${judge.id}-samples-lost`,
      kind: 'samples-lost',
      title: `Answers of ${service} in ${env} that were to be judged are lost`,
      shows: 'share of samples that could not be kept',
      measure: ratio(
        count(METRICS.samples.name, { ...scope, result: 'lost' }),
        count(METRICS.samples.name, scope),
        minimumVolumeFor(LEAST_LOST, LOST),
      ),
      thresholds: { critical: LOST },
      derivation: `one in ten: what is left no longer speaks for all answers; at least ${LEAST_LOST}`,
      noData: QUIET_IS_FINE,
    }),
  ];
}

const WINDOWS: readonly { readonly window: Window; readonly minutes: number }[] = [
  { window: '1h', minutes: 60 },
  { window: '2h', minutes: 120 },
  { window: '4h', minutes: 240 },
  { window: '1d', minutes: 1_440 },
];

/** The shortest window that holds so many minutes, two days at most. */
const windowOf = (least: number) =>
  WINDOWS.find(({ minutes }) => minutes >= least) ?? ({ window: '2d', minutes: 2_880 } as const);

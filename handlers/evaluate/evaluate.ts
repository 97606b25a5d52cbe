import type { Context } from 'aws-lambda';
import { DEADLINES } from '../contract/deadlines';
import { EVALUATION, type EvaluationResult, type Sample } from '../contract/evaluation';
import type { Log } from '../runtime/logger';
import { mapped } from '../runtime/mapped';
import type { CurrentMode } from '../runtime/mode';
import { causeOf } from '../runtime/model-errors';
import { keptAtOf } from '../runtime/sample-key';
import { ServiceError } from '../runtime/service-error';
import { type JudgeDependencies, judged } from './judge';
import type { SampleStore } from './sample-store';

export interface EvaluateDependencies extends JudgeDependencies {
  readonly samples: SampleStore;
  /** Most samples of one run, which bounds what it costs. */
  readonly maxSamples: number;
  readonly mode: CurrentMode;
  readonly log: Log;
}

interface Judged {
  readonly result: EvaluationResult;
  /** Absent: not read, or not there. */
  readonly sample?: Sample | undefined;
}

const MS_IN_A_MINUTE = 60_000;

/** Who gave the answer. */
const madeBy = (sample: Sample | undefined) => ({
  model_alias: sample?.modelAlias ?? 'unknown',
  variant: sample?.variant ?? 'none',
});

/** How long the oldest of some samples has waited. */
function ageInMinutes(keys: ReadonlySet<string>): number {
  const oldest = Math.min(Date.now(), ...[...keys].flatMap((key) => keptAtOf(key) ?? []));
  return Math.round((Date.now() - oldest) / MS_IN_A_MINUTE);
}

/** How many samples went which way. */
export type EvaluationRun = Readonly<Record<EvaluationResult, number>>;

/**
 * Judges what waits. Each sample leaves the queue only after its evaluation is on its way: a run that dies leaves it for
 * the next, and at worst one is judged twice.
 *
 * A judge that cannot be asked, because it is throttled or fails, ends the run: what would be asked next would fare no better,
 * and the schedule comes again. So does one while the service is in another mode than normal: nobody is asked.
 *
 * @throws ServiceError `storage-unavailable` when the bucket cannot be worked with.
 */
export async function evaluate(
  context: Pick<Context, 'getRemainingTimeInMillis'>,
  dependencies: EvaluateDependencies,
): Promise<EvaluationRun> {
  const { samples, maxSamples, mode, telemetry, log } = dependencies;
  const remainingMs = () => context.getRemainingTimeInMillis() - DEADLINES.reserveMs;
  const run: Record<EvaluationResult, number> = { pass: 0, fail: 0, unjudged: 0, postponed: 0 };
  // who saves on answers need not have them judged: they wait
  let over = (await mode.get()) !== 'normal';

  const one = async (key: string): Promise<Judged> => {
    if (over || remainingMs() < DEADLINES.reserveMs) return { result: 'postponed' };
    const sample = await samples.read(key);
    try {
      const score = sample === undefined ? undefined : await judged(sample, remainingMs, dependencies);
      if (sample === undefined || score === undefined) {
        await samples.remove(key);
        return { result: 'unjudged', sample };
      }
      const passed = score >= EVALUATION.passScore;
      report(sample, score, passed);
      if (!passed) await samples.keepFailed(sample, score);
      await samples.remove(key);
      return { result: passed ? 'pass' : 'fail', sample };
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code === 'storage-unavailable') throw error;
      over = true;
      const cause = causeOf(error);
      log('warn', 'judge not asked', { outcome: error.code, ...(cause === undefined ? {} : { cause }) });
      return { result: 'postponed', sample };
    }
  };
  const report = (sample: Sample, score: number, passed: boolean): void => {
    const tags = madeBy(sample);
    telemetry.count('qualityScore', score, tags);
    if (sample.span !== undefined) telemetry.evaluation(sample.span, { score, passed, tags });
  };

  try {
    // one more than will be judged, to know how old the first is that will not
    const keys = await samples.waiting(maxSamples + 1);
    const left = new Set(keys);
    await mapped(keys.slice(0, maxSamples), EVALUATION.atOnce, async (key) => {
      const { result, sample } = await one(key);
      run[result] += 1;
      if (result !== 'postponed') left.delete(key);
      telemetry.count('evaluations', 1, { result, ...madeBy(sample) });
    });
    telemetry.count('oldestSample', ageInMinutes(left), {});
  } finally {
    log('info', 'evaluated', {
      passed: run.pass,
      failed: run.fail,
      unjudged: run.unjudged,
      postponed: run.postponed,
    });
    await mode.settled();
    await telemetry.flush();
  }
  return run;
}

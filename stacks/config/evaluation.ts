import * as z from 'zod';
import { count, nameText } from './fields';
import type { RuleProblem } from './rules';
import type { ServiceConfig } from './schema';

/** Kept answers are judged by a model, on a schedule. */
export const EVALUATION_SCHEDULE = z.strictObject({
  /** Alias of the model that judges: one that is at least as able as those it judges. */
  judge: nameText,
  everyMinutes: count(5, 1_440),
  /** Most answers that one run judges, which bounds what it costs. */
  samplesPerRun: count(1, 500),
});

type Sections = Pick<ServiceConfig, 'evaluation' | 'data' | 'models' | 'requirements'>;

const SECONDS_PER_MINUTE = 60;
const MINUTES_PER_DAY = 1_440;
/** Runs after which *evaluation-behind* tells somebody; until then samples must not be gone. */
const RUNS_IN_TIME = 4;

export function evaluationProblems({ evaluation, data, models, requirements }: Sections): RuleProblem[] {
  if (evaluation === undefined) {
    return [
      ...(requirements?.quality === undefined
        ? []
        : [
            {
              path: ['evaluation'],
              message: 'required by requirements.quality: nobody else says how good answers are',
            },
          ]),
      ...(data.samples === undefined
        ? []
        : [
            {
              path: ['data', 'samples'],
              message: 'must be left out where evaluation is: nobody would judge what is kept',
            },
          ]),
    ];
  }
  const found: RuleProblem[] = [];
  const { judge, everyMinutes, samplesPerRun } = evaluation;
  if (data.samples === undefined) {
    found.push({
      path: ['evaluation'],
      message: 'must be left out where data.samples is: no answer may be kept, so there is nothing to judge',
    });
  }
  const leastDays = Math.ceil((RUNS_IN_TIME * everyMinutes) / MINUTES_PER_DAY);
  if (data.samples !== undefined && data.samples.keepDays < leastDays) {
    found.push({
      path: ['data', 'samples', 'keepDays'],
      message: `must be at least ${leastDays} (${RUNS_IN_TIME} runs, one in evaluation.everyMinutes ${everyMinutes}), got ${data.samples.keepDays}: samples would be gone before they are judged`,
    });
  }
  if (models[judge] === undefined) {
    found.push({
      path: ['evaluation', 'judge'],
      message: `must be one of the models (${Object.keys(models).join(', ')}), got "${judge}"`,
    });
  }
  const perRun = samplesOfRun({ evaluation, data, requirements });
  if (perRun > samplesPerRun) {
    found.push({
      path: ['evaluation', 'samplesPerRun'],
      message: `must be at least ${perRun} (requirements.expectedRequestsPerSecond x data.samples.share x ${everyMinutes} minutes), got ${samplesPerRun}: samples would pile up until they expire`,
    });
  }
  return found;
}

/** Samples that come in between two runs, in an ordinary busy hour. */
export const samplesOfRun = ({
  evaluation,
  data,
  requirements,
}: Pick<ServiceConfig, 'evaluation' | 'data' | 'requirements'>): number =>
  Math.ceil(
    // without the tail of a binary fraction, which would make 36 of them 37
    Number(
      (
        (requirements?.expectedRequestsPerSecond ?? 0) *
        (data.samples?.share ?? 0) *
        (evaluation?.everyMinutes ?? 0) *
        SECONDS_PER_MINUTE
      ).toFixed(6),
    ),
  );

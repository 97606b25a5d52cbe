import { DEADLINES, MODEL_CHAIN } from '../../handlers/contract/deadlines';
import type { RuleProblem } from './rules';
import type { ServiceConfig } from './schema';

type Config = Pick<ServiceConfig, 'chat' | 'models' | 'requirements'>;

/** A model's turn within a request, all in milliseconds. */
export interface Turn {
  readonly alias: string;
  /** When it is asked. */
  readonly startsAt: number;
  /** How long it may take. */
  readonly has: number;
}

/** The turns of a model and its fallbacks when each takes all of its time, as `firstAnswer` of the handlers gives it. */
export const turnsOf = (alias: string, { chat, models }: Pick<Config, 'chat' | 'models'>) =>
  turns([alias, ...(models[alias]?.fallbacks ?? [])], {
    startsAt: 0,
    left: chat.timeoutSeconds * 1_000 - DEADLINES.reserveMs,
    ownMs: (name) => (models[name]?.timeoutSeconds ?? Number.NaN) * 1_000,
  });

interface Time {
  readonly startsAt: number;
  readonly left: number;
  /** A model's own time; NaN where it has none. */
  readonly ownMs: (alias: string) => number;
}

function turns(chain: readonly [string, ...string[]], { startsAt, left, ownMs }: Time): readonly [Turn, ...Turn[]] {
  const [alias, next, ...others] = chain;
  const share = next === undefined ? left : left * MODEL_CHAIN.share;
  const has = Math.min(left, ownMs(alias) || share);
  const turn = { alias, startsAt, has };
  return next === undefined
    ? [turn]
    : [turn, ...turns([next, ...others], { startsAt: startsAt + has, left: left - has, ownMs })];
}

const seconds = (ms: number): string => `${Number((ms / 1_000).toFixed(3))} s`;

/** Each model of a chain gets the time it wants within the function's timeout, and the last one before it is too late. */
export function timeProblems(alias: string, config: Config): RuleProblem[] {
  const { chat, models, requirements } = config;
  const all = turnsOf(alias, config);
  const short = all.flatMap(({ alias: name, startsAt, has }, index): RuleProblem[] => {
    const wanted = Math.max(MODEL_CHAIN.minCallMs, (models[name]?.timeoutSeconds ?? 0) * 1_000);
    const whole = `chat.timeoutSeconds (${chat.timeoutSeconds}) less ${seconds(DEADLINES.reserveMs)} to answer`;
    return has >= wanted
      ? []
      : [
          {
            path: ['models', alias, ...(index === 0 ? ['timeoutSeconds'] : ['fallbacks', index - 1])],
            message: `"${name}" wants ${seconds(wanted)}, but is asked after ${seconds(startsAt)} and has ${seconds(has)} left of ${whole}: lower timeoutSeconds here or before it`,
          },
        ];
  });
  const last = all.at(-1);
  const promised = requirements?.latency.milliseconds ?? Number.POSITIVE_INFINITY;
  if (short.length > 0 || last === undefined || last.startsAt < promised) return short;
  return [
    {
      path: ['models', alias, 'timeoutSeconds'],
      message: `must leave "${last.alias}" time to answer within requirements.latency (${seconds(promised)}), but it is asked only after ${seconds(last.startsAt)}, got ${models[alias]?.timeoutSeconds ?? `nothing, which is ${MODEL_CHAIN.share} of what is left`}`,
    },
  ];
}

import type { ServiceConfig } from '../../stacks/config/schema';
import { callUsd, type StackFacts } from './stack-facts';

/** How much traffic there is, on average over a week. */
export interface Volume {
  readonly name: string;
  readonly requestsPerMinute: number;
}

export const VOLUMES: readonly Volume[] = [
  { name: '2 per hour', requestsPerMinute: 2 / 60 },
  { name: '1 per second', requestsPerMinute: 60 },
  { name: '100 per second', requestsPerMinute: 6_000 },
];

/** The busiest minute of a week, held against its mean. */
const PEAK = 2;
const SECONDS_IN_A_MONTH = 30 * 86_400;
/** Samples that a run of the evaluation gets through, for each that is kept. */
const SPARE = 2;

/**
 * The config that somebody would write who expects this traffic. Production's own, where it expects as much; otherwise what it
 * says of sizes: requests expected, concurrency, the gateway's throttle, the budget, the share of samples.
 */
export function sizedFor(volume: Volume, { config, ...facts }: StackFacts): ServiceConfig {
  const perSecond = volume.requestsPerMinute / 60;
  const { requirements, evaluation, data } = config;
  if (requirements === undefined || perSecond * PEAK <= requirements.expectedRequestsPerSecond) return config;
  const peak = Math.ceil(perSecond * PEAK);
  const monthUsd = perSecond * SECONDS_IN_A_MONTH * callUsd({ config, ...facts }, config.chat.defaultModel);
  const perRun = perSecond * 60 * (evaluation?.everyMinutes ?? 60);
  return {
    ...config,
    requirements: {
      ...requirements,
      expectedRequestsPerSecond: peak,
      monthlyBudgetUsd: Math.ceil((1.5 * monthUsd) / 1_000) * 1_000,
    },
    api: { ...config.api, throttle: { ratePerSecond: 2 * peak, burst: 4 * peak } },
    chat: { ...config.chat, reservedConcurrency: Math.ceil((peak * requirements.latency.milliseconds) / 1_000) },
    data: {
      ...data,
      ...(data.samples === undefined || evaluation === undefined
        ? {}
        : {
            samples: { ...data.samples, share: Number((evaluation.samplesPerRun / (SPARE * perRun)).toPrecision(2)) },
          }),
    },
  };
}

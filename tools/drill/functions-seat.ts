import type { FunctionPart } from '../../stacks/parts';
import { type FunctionWeather, functionIn } from './conditions';
import { max, min } from './nothing';
import type { Minute } from './seats';

/** What became of the invocations of one function. */
export interface Invoked {
  /** Those that ran. */
  readonly ran: number;
  /** Refused for lack of concurrency. */
  readonly refused: number;
  /** Threw, crashed, ran out of time or memory. */
  readonly failed: number;
}

/** Lambda's own numbers, polled, and those of the Extension, pushed, for `calls` invocations that take `meanMs`. */
export function invoke(part: FunctionPart, calls: number, meanMs: number, p95Ms: number, at: Minute): Invoked {
  const { random, report, conditions } = at;
  const weather = functionIn(conditions, part.handler);
  const tags = { functionname: part.name };
  if (weather.stopped || calls <= 0) return { ran: 0, refused: 0, failed: 0 };
  const ms = min(meanMs + weather.coldShare * weather.coldMs, part.timeoutSeconds * 1_000);
  // Little's law; the peak of a minute lies above its mean
  const mean = (calls * ms) / 60_000;
  const wanted = min(calls, Math.ceil(mean + 2 * Math.sqrt(mean)));
  const short = max(0, 1 - part.reservedConcurrency / max(1, wanted));
  const refused = random.binomial(calls, max(weather.throttled, short));
  const ran = calls - refused;
  report('aws.lambda.throttles', tags, refused);
  report('aws.lambda.concurrent_executions.maximum', tags, min(max(1, wanted), part.reservedConcurrency));
  if (ran === 0) return { ran, refused, failed: 0 };
  const timeouts = random.binomial(ran, weather.timeouts);
  const outOfMemory = random.binomial(ran - timeouts, weather.outOfMemory);
  const thrown = random.binomial(ran - timeouts - outOfMemory, weather.errors);
  const failed = timeouts + outOfMemory + thrown;
  report('aws.lambda.invocations', tags, ran);
  const slow = weather.timeouts > 0.05 ? part.timeoutSeconds * 1_000 : p95Ms;
  report('aws.lambda.duration.p95', tags, slow + (weather.coldShare > 0.05 ? weather.coldMs : 0));
  if (!weather.mute) extension(part, at, weather, { ran, failed, timeouts, outOfMemory });
  return { ran, refused, failed };
}

interface Counts {
  readonly ran: number;
  readonly failed: number;
  readonly timeouts: number;
  readonly outOfMemory: number;
}

/** Errors are counted where there are any: without one there is no point. */
function extension(
  part: FunctionPart,
  { report, random }: Minute,
  weather: FunctionWeather,
  { ran, failed, timeouts, outOfMemory }: Counts,
): void {
  const tags = { functionname: part.name };
  report('aws.lambda.enhanced.invocations', tags, ran, ran);
  if (failed > 0) report('aws.lambda.enhanced.errors', tags, failed, failed);
  if (timeouts > 0) report('aws.lambda.enhanced.timeouts', tags, timeouts, timeouts);
  if (outOfMemory > 0) report('aws.lambda.enhanced.out_of_memory', tags, outOfMemory, outOfMemory);
  const used = min(1, weather.memory + 0.05 * random.next()) * part.memoryMb;
  report('aws.lambda.enhanced.max_memory_used', tags, used * ran, ran, used);
}

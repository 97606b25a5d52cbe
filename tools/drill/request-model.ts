import { DEADLINES, MODEL_CHAIN } from '../../handlers/contract/deadlines';
import { type Conditions, type ModelWeather, modelIn } from './conditions';

/** One call to a model within a request. */
export interface Call {
  readonly alias: string;
  /** `ok`, or what went wrong. */
  readonly outcome: string;
  readonly meanMs: number;
}

/** One way in which a request can go, and how likely it is. */
export interface Way {
  readonly share: number;
  readonly calls: readonly Call[];
  readonly outcome: string;
  readonly latency: 'within' | 'over';
  readonly meanMs: number;
}

/** A chain of models as the plan has it. */
export interface ChainFacts {
  readonly aliases: readonly string[];
  /** Longest that each but the last may take, in milliseconds. */
  readonly turnMs: Readonly<Record<string, number>>;
  /** Longest for all of them. */
  readonly budgetMs: number;
  readonly targetMs: number;
}

/** Answers that stand for all of them, equally likely. */
const QUANTILES = 40;
/** A failure that does not wait: refused at once, and once more after a short while. */
const QUICK_MS = 350;

interface Drawn {
  readonly share: number;
  readonly outcome: string;
  readonly ms: number;
}

/**
 * Every way in which a request to a chain of models goes, after the rules of handlers/runtime/model-chain.ts: each model but
 * the last has its turn, a failure passes the request on, the last has all the time that is left.
 *
 * @param leftOut Share of requests that find the circuit of the first model open.
 * @param extraMs Time that goes before the first model is asked: a cold start, tables that do not answer.
 */
export function waysOf(facts: ChainFacts, conditions: Conditions, leftOut: number, extraMs: number): Way[] {
  const ways: Way[] = [];
  const go = (share: number, at: number, spentMs: number, calls: readonly Call[], first: string | undefined): void => {
    const alias = facts.aliases[at];
    const leftMs = facts.budgetMs - spentMs;
    if (alias === undefined || leftMs < MODEL_CHAIN.minCallMs) {
      ways.push(ended(share, calls, first ?? 'model-timeout', spentMs, facts.targetMs));
      return;
    }
    const isLast = at === facts.aliases.length - 1;
    const turnMs = Math.min(leftMs, isLast ? leftMs : (facts.turnMs[alias] ?? MODEL_CHAIN.share * leftMs));
    for (const drawn of answersOf(modelIn(conditions, alias), turnMs)) {
      const call = { alias, outcome: drawn.outcome, meanMs: drawn.ms };
      if (drawn.outcome === 'ok') {
        ways.push(ended(share * drawn.share, [...calls, call], 'ok', spentMs + drawn.ms, facts.targetMs));
      } else go(share * drawn.share, at + 1, spentMs + drawn.ms, [...calls, call], first ?? drawn.outcome);
    }
  };
  const skip = facts.aliases.length > 1 ? leftOut : 0;
  if (skip < 1) go(1 - skip, 0, extraMs, [], undefined);
  if (skip > 0) go(skip, 1, extraMs, [], undefined);
  return merged(ways);
}

const ended = (share: number, calls: readonly Call[], outcome: string, ms: number, targetMs: number): Way => ({
  share,
  calls,
  outcome,
  latency: ms <= targetMs ? 'within' : 'over',
  meanMs: ms,
});

/** How one call ends, within its turn. */
function answersOf(weather: ModelWeather, turnMs: number): Drawn[] {
  const { throttled, unavailable, unreachable } = weather;
  const answered = Math.max(0, 1 - throttled - unavailable - unreachable);
  const late = { share: 0, outcome: 'model-timeout', ms: turnMs };
  const drawn: Drawn[] = [
    { share: throttled, outcome: 'throttled', ms: QUICK_MS + DEADLINES.maxBackoffMs },
    { share: unavailable, outcome: 'model-unavailable', ms: QUICK_MS + DEADLINES.maxBackoffMs },
    { share: unreachable, outcome: 'model-unreachable', ms: DEADLINES.maxAttempts * DEADLINES.connectTimeoutMs },
  ];
  for (let at = 0; at < QUANTILES; at += 1) {
    const ms = latencyAt(weather, (at + 0.5) / QUANTILES);
    if (ms > turnMs) late.share += answered / QUANTILES;
    else drawn.push({ share: answered / QUANTILES, outcome: 'ok', ms });
  }
  return [...drawn, late].filter(({ share }) => share > 0);
}

export function latencyAt({ medianMs, spread, betweenMs }: ModelWeather, share: number): number {
  if (betweenMs === undefined) return medianMs * Math.exp(spread * normalAt(share));
  const [low, high] = betweenMs;
  return low * (high / low) ** share;
}

/** The quantile of a bell curve, near enough: https://doi.org/10.2307/2347330 in its logistic form. */
const normalAt = (share: number): number => Math.log(share / (1 - share)) / 1.702;

/** Ways that differ in time alone become one, with the mean of their times. */
function merged(ways: readonly Way[]): Way[] {
  const found = new Map<string, Way>();
  for (const way of ways) {
    const key = [way.outcome, way.latency, ...way.calls.map(({ alias, outcome }) => `${alias} ${outcome}`)].join('|');
    const known = found.get(key);
    found.set(key, known === undefined ? way : both(known, way));
  }
  return [...found.values()];
}

function both(a: Way, b: Way): Way {
  const share = a.share + b.share;
  const mean = (x: number, y: number): number => (x * a.share + y * b.share) / share;
  return {
    ...a,
    share,
    meanMs: mean(a.meanMs, b.meanMs),
    calls: a.calls.map((call, at) => ({ ...call, meanMs: mean(call.meanMs, b.calls[at]?.meanMs ?? call.meanMs) })),
  };
}

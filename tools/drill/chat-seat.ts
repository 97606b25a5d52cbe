import { MODEL_CHAIN } from '../../handlers/contract/deadlines';
import { type Conditions, functionIn, modelIn, tableIn } from './conditions';
import { invoke } from './functions-seat';
import { type ChainFacts, type Way, waysOf } from './request-model';
import type { Minute } from './seats';
import { callUsd, chainOf, functionOf, type StackFacts } from './stack-facts';
import { tableCalls } from './tables-seat';

/** Which models callers ask for, in shares of one; the default has the rest. */
const ASKED = { other: 0.1 } as const;
/** Requests that read along. */
const STREAMED = 0.3;
/** Requests that may be answered from the response cache, and those that come with an idempotency key. */
const CACHEABLE = 0.2;
const KEYED = 0.1;
const HIT = 0.3;
const TENANTS = ['acme', 'globex', 'initech'] as const;
/** Share of a day's limit that an ordinary tenant uses, at most. */
const ORDINARY_USE = 0.5;

interface Chat {
  readonly answered: number;
  /** Answered 5xx. */
  readonly failed: number;
  /** Answered 4xx: wrong requests, limits of tenants, and 429 where the model throttles. */
  readonly turnedAway: number;
  readonly p95Ms: number;
}

/** The chat function: `arriving` requests that the gateway lets through. */
export function chat(arriving: number, at: Minute): Chat {
  const { facts, conditions, random, report } = at;
  const part = functionOf(facts, 'chat');
  if (part === undefined || arriving === 0) return { answered: 0, failed: 0, turnedAway: 0, p95Ms: 0 };
  const mix = mixOf(facts, conditions, at);
  const { ran, refused, failed: crashed } = invoke(part, arriving, mix.meanMs, mix.p95Ms, at);
  const heard = !functionIn(conditions, 'chat').mute;
  const tell: typeof report = (...point) => {
    if (heard) report(...point);
  };
  const alive = ran - crashed;
  const { mode } = conditions;
  const tags = { ...facts.own, mode, variant: 'none' };
  const outcome = (name: string, latency: 'within' | 'over', number: number): void => {
    if (number > 0)
      tell(
        'llm_service.chat.requests',
        { ...facts.own, outcome: name, latency, mode, variant: 'none' },
        number,
        number,
      );
  };
  const invalid = random.binomial(alive, conditions.invalid);
  outcome('invalid-request', 'within', invalid);
  let left = alive - invalid;
  lookUpMode(alive, { ...at, report: tell });
  const flooded = floods(left, { ...at, report: tell });
  outcome('quota-exceeded', 'within', flooded);
  left -= flooded;
  let turnedAway = invalid + flooded;
  if (mode === 'blocked') {
    outcome('blocked', 'within', left);
    return { answered: alive, failed: crashed + refused + left, turnedAway, p95Ms: 50 };
  }
  const hits = cached(left, { ...at, report: tell });
  outcome('ok', 'within', hits);
  left -= hits;
  if (mode === 'cache-only') {
    outcome('not-in-cache', 'within', left);
    return { answered: alive, failed: crashed + refused + left, turnedAway, p95Ms: 50 };
  }
  let failed = 0;
  for (const { alias, share, ways } of mix.chains) {
    let asked = random.binomial(left, share);
    circuitOf(alias, ways, asked, { ...at, report: tell });
    let rest = 1;
    for (const way of ways) {
      const number = random.binomial(asked, Math.min(1, way.share / rest));
      asked -= number;
      rest = Math.max(1e-9, rest - way.share);
      if (number === 0) continue;
      const guarded = way.outcome === 'ok' ? random.binomial(number, conditions.guardrail) : 0;
      outcome(way.outcome, way.latency, number - guarded);
      outcome('guardrail', way.latency, guarded);
      calls(way, number, guarded, tags, { ...at, report: tell });
      const by = way.calls.at(-1)?.alias;
      if (way.outcome === 'ok' && by !== undefined && by !== alias)
        tell('llm_service.model.fallbacks', { ...tags, from: alias, to: by }, number, number);
      if (way.outcome === 'throttled') turnedAway += number;
      else if (way.outcome !== 'ok') failed += number;
    }
  }
  return { answered: alive, failed: failed + crashed + refused, turnedAway, p95Ms: mix.p95Ms };
}

/** Each call to a model, as the function counts it. */
function calls(way: Way, number: number, guarded: number, tags: Record<string, string>, at: Minute): void {
  const { report, facts, conditions, random } = at;
  way.calls.forEach(({ alias, outcome, meanMs }) => {
    const model = { ...tags, model_alias: alias };
    report('llm_service.model.calls', { ...model, outcome }, number, number);
    if (outcome !== 'ok') return;
    report('llm_service.model.latency', model, number * meanMs, number);
    const streamed = random.binomial(number, STREAMED);
    const firstMs = meanMs * modelIn(conditions, alias).firstTokenShare;
    if (streamed > 0) report('llm_service.model.time_to_first_token', model, streamed * firstMs, streamed);
    const usd = callUsd(facts, alias) * conditions.tokens * number;
    report('llm_service.cost.usd', model, usd, number);
  });
  const answeredBy = way.calls.at(-1);
  if (guarded > 0 && answeredBy !== undefined)
    report('llm_service.guardrail.interventions', { ...tags, model_alias: answeredBy.alias }, guarded, guarded);
}

/** A tenant that floods is refused once its day's limit is used up; the others go on. */
function floods(requests: number, { conditions, random, report, facts }: Minute): number {
  if (requests === 0) return 0;
  TENANTS.forEach((tenant, index) => {
    const used = index === 0 && conditions.floodShare > 0 ? conditions.floodUsed : ORDINARY_USE * random.next();
    report('llm_service.limits.used', { ...facts.own, tenant }, used, 1, used);
  });
  return conditions.floodUsed >= 1 ? random.binomial(requests, conditions.floodShare) : 0;
}

/** Answers out of the cache, and what tables are asked for on the way. */
function cached(requests: number, at: Minute): number {
  const { conditions, random, report, facts } = at;
  const asked = random.binomial(requests, CACHEABLE);
  const failed = tableCalls('answers', asked, at);
  tableCalls('replays', random.binomial(requests, KEYED), at);
  const unheld = tableCalls('usage', 2 * requests, at);
  if (unheld > 0)
    report(
      'llm_service.limits.failures',
      { ...facts.own, step: 'reserve' },
      Math.ceil(unheld / 2),
      Math.ceil(unheld / 2),
    );
  const lost = conditions.cacheLost ? asked : failed;
  const hits = conditions.cacheLost ? 0 : random.binomial(asked - failed, HIT);
  for (const [result, number] of [
    ['hit', hits],
    ['miss', asked - lost - hits],
    ['error', lost],
    ['stored', asked - lost - hits],
  ] as const)
    if (number > 0) report('llm_service.cache.requests', { ...facts.own, result }, number, number);
  return hits;
}

/** The parameter is read anew every half minute by each execution environment. */
function lookUpMode(requests: number, { conditions, random, report, facts }: Minute): void {
  const lookUps = Math.min(requests, 2 * Math.max(1, Math.ceil(requests / 20)));
  const failed = random.binomial(lookUps, conditions.modeLookUpsFail);
  if (lookUps > failed)
    report('llm_service.mode.lookups', { ...facts.own, result: 'ok' }, lookUps - failed, lookUps - failed);
  if (failed > 0) report('llm_service.mode.lookups', { ...facts.own, result: 'failed' }, failed, failed);
}

/** Execution environments that begin to leave a model out, once each. */
function circuitOf(
  alias: string,
  ways: readonly Way[],
  asked: number,
  { memory, report, facts, random, conditions }: Minute,
): void {
  const first = ways.filter(({ calls: [call] }) => call?.alias === alias);
  const tried = first.reduce((sum, { share }) => sum + share, 0);
  const failing = first
    .filter(({ calls: [call] }) => call?.outcome !== 'ok')
    .reduce((sum, { share }) => sum + share, 0);
  const share = tried > 0 ? failing / tried : 1;
  const meanMs = ways.reduce((sum, way) => sum + way.share * way.meanMs, 0);
  const environments = Math.max(1, Math.ceil((asked * meanMs) / 60_000));
  const open = Math.min(memory.open.get(alias) ?? 0, environments);
  if (share < 0.5) memory.open.set(alias, 0);
  else {
    // rows of failures that an environment still closed sees in this minute
    const rows = (asked / environments / MODEL_CHAIN.failuresToOpen) * share ** MODEL_CHAIN.failuresToOpen;
    const opened = random.binomial(environments - open, Math.min(1, rows));
    memory.open.set(alias, open + opened);
    if (opened > 0)
      report(
        'llm_service.model.circuits_opened',
        { ...facts.own, model_alias: alias, mode: conditions.mode, variant: 'none' },
        opened,
        opened,
      );
  }
  const calls = (asked / environments) * (MODEL_CHAIN.coolDownMs / 60_000);
  memory.leftOut.set(alias, ((memory.open.get(alias) ?? 0) / environments) * (calls / (1 + calls)));
}

interface Mix {
  readonly meanMs: number;
  readonly p95Ms: number;
  readonly chains: readonly { readonly alias: string; readonly share: number; readonly ways: readonly Way[] }[];
}

/** What requests ask for, and how each goes under these conditions. */
function mixOf(facts: StackFacts, conditions: Conditions, { memory }: Minute): Mix {
  const usual =
    conditions.mode === 'economy'
      ? (facts.config.chat.economy?.model ?? facts.config.chat.defaultModel)
      : facts.config.chat.defaultModel;
  const other = Object.keys(facts.config.models).find((alias) => alias !== usual) ?? usual;
  const weather = functionIn(conditions, 'chat');
  const slowTables = ['usage', 'answers'].filter((table) => tableIn(conditions, table).unreachable > 0.5).length;
  const extraMs = 80 + weather.coldShare * weather.coldMs + slowTables * 20;
  const chains = [
    { alias: usual, share: 1 - ASKED.other },
    { alias: other, share: 1 },
  ].map(({ alias, share }) => {
    const leftOut = Math.round((memory.leftOut.get(alias) ?? 0) * 50) / 50;
    return { alias, share, ways: remembered(chainOf(facts, alias), conditions, leftOut, extraMs) };
  });
  const [main] = chains;
  const ways = main?.ways ?? [];
  return {
    chains,
    meanMs: ways.reduce((sum, way) => sum + way.share * way.meanMs, 0),
    p95Ms: 1.6 * ways.reduce((sum, way) => sum + way.share * way.meanMs, 0),
  };
}

const known = new WeakMap<Conditions['models'], Map<string, readonly Way[]>>();

/** The same conditions hold for many minutes. */
function remembered(chain: ChainFacts, conditions: Conditions, leftOut: number, extraMs: number): readonly Way[] {
  const here = known.get(conditions.models) ?? new Map<string, readonly Way[]>();
  known.set(conditions.models, here);
  const key = `${chain.aliases.join()} ${chain.budgetMs} ${leftOut} ${extraMs}`;
  const ways = here.get(key) ?? waysOf(chain, conditions, leftOut, extraMs);
  here.set(key, ways);
  return ways;
}

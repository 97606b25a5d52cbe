import { functionIn } from './conditions';
import { invoke } from './functions-seat';
import type { Minute } from './seats';
import { callUsd, functionOf } from './stack-facts';

/** Samples that are kept, and judged at each run of the schedule. */
export function evaluation(at: Minute): void {
  const { facts, minute, conditions, random, report, expected, memory } = at;
  const settings = facts.config.evaluation;
  const part = functionOf(facts, 'evaluate');
  if (settings === undefined || part === undefined) return;
  const share = facts.config.data.samples?.share ?? 0;
  const kept = functionIn(conditions, 'chat').mute ? 0 : random.poisson(expected * share);
  const lost = random.binomial(kept, conditions.samplesLost);
  if (kept > lost) report('llm_service.quality.samples', { ...facts.own, result: 'kept' }, kept - lost, kept - lost);
  if (lost > 0) report('llm_service.quality.samples', { ...facts.own, result: 'lost' }, lost, lost);
  memory.samples += kept - lost;
  memory.samplesWaitMinutes = memory.samples === 0 ? 0 : memory.samplesWaitMinutes + 1;
  if (minute % settings.everyMinutes !== 0) return;
  if (invoke(part, 1, 30_000, 30_000, at).ran === 0) return;
  const judged = Math.min(memory.samples, settings.samplesPerRun);
  memory.samples -= judged;
  memory.samplesWaitMinutes = memory.samples === 0 ? 0 : memory.samplesWaitMinutes;
  const unclear = random.binomial(judged, conditions.judgeUnclear);
  const passed = random.binomial(judged - unclear, conditions.passed);
  const model = { model_alias: facts.config.chat.defaultModel, variant: 'none' };
  for (const [result, number] of [
    ['pass', passed],
    ['fail', judged - unclear - passed],
    ['unjudged', unclear],
  ] as const)
    if (number > 0) report('llm_service.quality.evaluations', { ...facts.own, result, ...model }, number, number);
  report('llm_service.quality.oldest_sample', { ...facts.own }, memory.samples === 0 ? 0 : memory.samplesWaitMinutes);
  const usd = judged * callUsd(facts, settings.judge);
  if (judged > 0)
    report(
      'llm_service.cost.usd',
      { ...facts.own, model_alias: settings.judge, mode: 'normal', variant: 'judge' },
      usd,
      judged,
    );
}

import { functionIn, modelIn } from './conditions';
import { invoke } from './functions-seat';
import type { Minute } from './seats';
import { callUsd, functionOf, partsOf } from './stack-facts';
import { tableCalls } from './tables-seat';

/** Prompts of a batch that the worker answers. */
const PROMPTS = 20;
/** Reads until somebody has the results. */
const READS = 5;
/** Minutes that a worker's prompt takes, as callers of batches see it. */
const BATCH_MINUTES = 4;

/** Requests to /v1/batches; their prompts go to the queue. */
export function batchRequests(at: Minute, most: number): { readonly calls: number; readonly failed: number } {
  const { facts, random, report, expected, conditions, memory } = at;
  const part = functionOf(facts, 'batches');
  if (part === undefined) return { calls: 0, failed: 0 };
  // one in ten requests at low volume, never more than the config allows in a day
  const perMinute = Math.min((facts.config.batch?.perDay ?? 0) / 1_440, expected / 10);
  const created = Math.min(most, random.poisson(perMinute));
  const read = Math.min(most - created, random.poisson(READS * perMinute));
  const { ran, refused, failed } = invoke(part, created + read, 120, 250, at);
  if (ran === 0) return { calls: created + read, failed: refused };
  const lost = tableCalls('batches', ran, at);
  const answered = ran - failed;
  const bad = Math.min(lost, answered);
  const heard = !functionIn(conditions, part.handler).mute;
  if (heard && answered > bad)
    report(
      'llm_service.batch.requests',
      { ...facts.own, operation: 'create', outcome: 'ok' },
      answered - bad,
      answered - bad,
    );
  if (heard && bad > 0)
    report(
      'llm_service.batch.requests',
      { ...facts.own, operation: 'create', outcome: 'storage-unavailable' },
      bad,
      bad,
    );
  memory.backlog += Math.max(0, created - bad) * PROMPTS;
  return { calls: created + read, failed: failed + refused + bad };
}

/** The queue and who works on it. */
export function queueOfBatches(at: Minute): void {
  const { facts, random, report, conditions, memory } = at;
  const [queue] = partsOf(facts, 'queue');
  const worker = functionOf(facts, 'batch-worker');
  if (queue === undefined || worker === undefined) return;
  const weather = functionIn(conditions, worker.handler);
  const idle = conditions.workerStopped || weather.stopped;
  const capacity = idle ? 0 : queue.takenAtOnce * 6;
  const taken = Math.min(memory.backlog, capacity);
  const bad = random.binomial(taken, conditions.poison);
  const model = modelIn(conditions, facts.config.chat.defaultModel);
  const failing = Math.min(1, model.throttled + model.unavailable + model.unreachable);
  const again = random.binomial(taken - bad, failing);
  const done = taken - bad - again;
  if (taken > 0) {
    const { failed } = invoke(worker, Math.max(1, Math.ceil(taken / 5)), 9_000, 15_000, at);
    tableCalls('batches', 2 * taken, at);
    if (!weather.mute) prompts(at, { done, bad, again });
    if (failed > 0 && failed >= taken / 5) memory.poisoned += done;
  }
  // a poisoned message comes back until its attempts are used up, and then lies with the dead
  memory.backlog -= taken - bad - again;
  memory.poisoned += bad;
  memory.backlog -= bad;
  const returned = random.binomial(memory.poisoned, 0.2);
  memory.poisoned -= returned;
  memory.dead += returned;
  memory.oldestMinutes = memory.backlog === 0 ? 0 : idle || taken < memory.backlog ? memory.oldestMinutes + 1 : 1;
  const tags = { queuename: queue.name };
  report('aws.sqs.approximate_age_of_oldest_message', tags, memory.oldestMinutes * 60);
  report('aws.sqs.approximate_number_of_messages_visible', tags, memory.backlog);
  for (const dead of partsOf(facts, 'dead-letters'))
    report(
      'aws.sqs.approximate_number_of_messages_visible',
      { queuename: dead.name },
      dead.of.name === queue.name ? memory.dead : 0,
    );
}

interface Prompts {
  readonly done: number;
  readonly bad: number;
  readonly again: number;
}

function prompts({ facts, report, conditions, random, memory }: Minute, { done, bad, again }: Prompts): void {
  const own = { ...facts.own, road: 'queue' };
  if (done > 0) {
    report('llm_service.batch.items', { ...own, outcome: 'ok' }, done, done);
    report(
      'llm_service.cost.usd',
      { ...facts.own, model_alias: facts.config.chat.defaultModel, mode: 'normal', variant: 'none' },
      done * callUsd(facts, facts.config.chat.defaultModel) * conditions.tokens,
      done,
    );
    const batches = random.poisson(done / PROMPTS);
    const late = memory.oldestMinutes + BATCH_MINUTES > (facts.config.requirements?.batchFreshness?.minutes ?? 30);
    if (batches > 0)
      report('llm_service.batch.completed', { ...own, freshness: late ? 'over' : 'within' }, batches, batches);
  }
  if (bad + again > 0)
    report(
      'llm_service.batch.retries',
      { ...own, outcome: bad > 0 ? 'internal' : 'model-unavailable' },
      bad + again,
      bad + again,
    );
}

/** Bedrock's own batch inference: one job a day, whose records come back at once. */
export function jobs(at: Minute): void {
  const { facts, minute, conditions, random, report } = at;
  const part = functionOf(facts, 'batch-completed');
  if (part === undefined) return;
  const isDone = minute % 360 === 200;
  // and every few minutes somebody looks for jobs of which nobody told
  if (isDone || (part.everyMinutes !== undefined && minute % part.everyMinutes === 0))
    invoke(part, 1, 1_500, 1_500, at);
  if (!isDone || functionIn(conditions, part.handler).mute) return;
  const records = 400;
  const failed = random.binomial(records, conditions.jobsFail);
  const own = { ...facts.own, road: 'bedrock' };
  report('llm_service.batch.items', { ...own, outcome: 'ok' }, records - failed, records - failed);
  if (failed > 0) report('llm_service.batch.retries', { ...own, outcome: 'model-unavailable' }, failed, failed);
}

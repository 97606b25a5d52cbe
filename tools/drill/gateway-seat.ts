import { batchRequests } from './batches-seat';
import { chat } from './chat-seat';
import { functionIn } from './conditions';
import { invoke } from './functions-seat';
import type { Minute } from './seats';
import { functionOf, partsOf } from './stack-facts';

/** Somebody outside asks for health so often in a minute. */
const HEALTH_CALLS = 2;

/** Everything that comes in from outside: the firewall, the API, and behind it chat, batches and health. */
export function gateway(at: Minute): void {
  const { conditions, random, report, facts, expected } = at;
  const [api] = partsOf(facts, 'api');
  if (api === undefined) return;
  const flood = conditions.floodShare < 1 ? 1 / (1 - conditions.floodShare) : 1;
  // nobody is nobody: who asks for health finds no way either
  const requests = random.poisson(expected * flood) + (conditions.traffic === 0 ? 0 : HEALTH_CALLS);
  const [firewall] = partsOf(facts, 'firewall');
  const blocked = firewall === undefined ? 0 : random.binomial(requests, conditions.firewallBlocks);
  if (firewall !== undefined) {
    if (blocked > 0) report('aws.wafv2.blocked_requests', { webacl: firewall.name }, blocked);
    if (requests > blocked) report('aws.wafv2.allowed_requests', { webacl: firewall.name }, requests - blocked);
  }
  const arrived = requests - blocked;
  if (arrived === 0) return;
  const limit = api.throttle.ratePerSecond * 60;
  const passed = Math.min(arrived, limit);
  const broken = random.binomial(passed, conditions.gatewayFails);
  const inside = passed - broken;
  const healthCalls = Math.min(inside, random.binomial(HEALTH_CALLS, 1 - conditions.firewallBlocks));
  const batches = batchRequests(at, inside - healthCalls);
  const health = functionOf(facts, 'health');
  const sick = health === undefined ? 0 : invoke(health, healthCalls, 40, 80, at).failed;
  const answers = chat(inside - healthCalls - batches.calls, at);
  const tags = { apiname: api.name, stage: api.stage };
  report('aws.apigateway.count', tags, arrived);
  report('aws.apigateway.5xxerror', tags, Math.min(arrived, broken + sick + batches.failed + answers.failed));
  // what is more than the gateway's own limit is refused before anything is asked
  report('aws.apigateway.4xxerror', tags, Math.min(arrived, arrived - passed + answers.turnedAway));
  report('aws.apigateway.latency.p95', tags, Math.min(api.integrationTimeoutMs, Math.max(60, answers.p95Ms)));
}

/** Functions that no request waits for: by schedule, and by messages about money. */
export function background(at: Minute): void {
  const { facts, minute, conditions, report, random } = at;
  const rotate = functionOf(facts, 'rotate-datadog-key');
  // a report of the ages every six hours, and one rotation in thirty days, or tried every four hours until it works
  if (rotate !== undefined && (minute % 360 === 0 || (conditions.rotationFails && minute % 240 === 0))) {
    const heard = !functionIn(conditions, rotate.handler).mute;
    invoke(rotate, 1, 3_000, 3_000, at);
    for (const secret of partsOf(facts, 'secret')) {
      if (!heard || minute % 360 !== 0) continue;
      report('llm_service.secret.age', { ...facts.own, secret: secret.id }, conditions.secretAgeDays);
    }
    if (heard && conditions.rotationFails)
      report(
        'llm_service.secret.rotations',
        {
          ...facts.own,
          secret: 'datadog-api-key',
          step: 'testSecret',
          outcome: 'datadog-refused',
        },
        1,
      );
  }
  const guard = functionOf(facts, 'budget-guard');
  // once a day AWS tells how the month is going
  if (guard !== undefined && minute % 1_440 === 480) {
    const { failed } = invoke(guard, 1, 800, 800, at);
    if (failed > 0)
      report('aws.lambda.dead_letter_errors', { functionname: guard.name }, conditions.deadLettersLost ? 1 : 0);
    else report('llm_service.guard.messages', { ...facts.own, action: 'kept' }, 1);
  }
  if (minute % 1_440 === 0)
    for (const bucket of partsOf(facts, 'bucket')) {
      const bytes = bucket.expectedGigabytes * 1_000_000_000 * (0.6 + 0.05 * random.next()) * conditions.storage;
      report('aws.s3.bucket_size_bytes', { bucketname: bucket.name, storagetype: 'StandardStorage' }, bytes);
    }
}

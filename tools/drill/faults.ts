import type { Conditions } from './conditions';

/** Something that goes wrong, and whom it should reach. */
export interface Fault {
  readonly name: string;
  /** What happens, for people. */
  readonly what: string;
  /** `page`: a person must be woken. `notify`: somebody must read of it in working hours. */
  readonly wanted: 'page' | 'notify';
  /** Where it sits: the kind of part. */
  readonly component: string;
  /** How long it lasts. */
  readonly minutes: number;
  /** What is other than fair, `since` minutes after it began. */
  readonly during: (since: number) => Partial<Conditions>;
}

const HOUR = 60;
const DAY = 24 * HOUR;
/** From nothing to everything in so many minutes. */
const rising = (since: number, minutes: number): number => Math.min(1, since / minutes);
const always =
  (conditions: Partial<Conditions>): Fault['during'] =>
  () =>
    conditions;

export const FAULTS: readonly Fault[] = [
  {
    name: 'model-slow',
    what: 'every model takes 8 s to 100 s for an answer, without an error',
    wanted: 'page',
    component: 'model',
    minutes: 4 * HOUR,
    during: always({ models: { any: { betweenMs: [8_000, 100_000] } } }),
  },
  {
    name: 'model-slower',
    what: 'every model takes 11 s to 24 s for an answer: too late for what is promised, in time for the function',
    wanted: 'page',
    component: 'model',
    minutes: 4 * HOUR,
    during: always({ models: { any: { betweenMs: [11_000, 24_000] } } }),
  },
  {
    name: 'model-throttled',
    what: 'Bedrock throttles 60 % of the calls to every model',
    wanted: 'page',
    component: 'model',
    minutes: 2 * HOUR,
    during: always({ models: { any: { throttled: 0.6 } } }),
  },
  {
    name: 'model-region-out',
    what: 'every model answers 503',
    wanted: 'page',
    component: 'model',
    minutes: 2 * HOUR,
    during: always({ models: { any: { unavailable: 1 } } }),
  },
  {
    name: 'model-one-out',
    what: 'the default model answers 503; its fallback answers everybody',
    wanted: 'notify',
    component: 'model',
    minutes: 2 * HOUR,
    during: always({ models: { smart: { unavailable: 1 } } }),
  },
  {
    name: 'circuit-stays-open',
    what: 'the default model fails nine times out of ten, for four hours',
    wanted: 'notify',
    component: 'model',
    minutes: 4 * HOUR,
    during: always({ models: { smart: { unavailable: 0.9 } } }),
  },
  {
    name: 'first-token-slow',
    what: 'streams of the default model begin after six seconds; whole answers are in time',
    wanted: 'notify',
    component: 'model',
    minutes: 2 * HOUR,
    during: always({ models: { smart: { medianMs: 7_000, spread: 0.15, firstTokenShare: 0.9 } } }),
  },
  {
    name: 'guardrail-storm',
    what: 'the guardrail replaces 40 % of the answers',
    wanted: 'notify',
    component: 'guardrail',
    minutes: 3 * HOUR,
    during: always({ guardrail: 0.4 }),
  },
  {
    name: 'bad-tenant',
    what: 'one tenant sends as much as all others, and has used up its limit',
    wanted: 'notify',
    component: 'tenants',
    minutes: 2 * HOUR,
    during: (since) => ({ floodShare: 0.5, floodUsed: Math.min(1.02, 0.6 + since / 100) }),
  },
  {
    name: 'bad-deploy',
    what: 'a deploy after which 30 % of the chat invocations throw',
    wanted: 'page',
    component: 'function',
    minutes: 2 * HOUR,
    during: (since) => ({ sinceDeploy: since, functions: { chat: { errors: 0.3 } } }),
  },
  {
    name: 'memory-leak',
    what: 'chat needs more memory by the hour, and begins to be killed after four',
    wanted: 'page',
    component: 'function',
    minutes: 6 * HOUR,
    during: (since) => ({
      functions: { chat: { memory: 0.55 + 0.45 * rising(since, 240), outOfMemory: since > 240 ? 0.1 : 0 } },
    }),
  },
  {
    name: 'out-of-memory',
    what: 'one chat request in five is killed for want of memory',
    wanted: 'page',
    component: 'function',
    minutes: 2 * HOUR,
    during: always({ functions: { chat: { outOfMemory: 0.2, memory: 0.98 } } }),
  },
  {
    name: 'function-timeouts',
    what: 'one chat request in four runs into the timeout of the function',
    wanted: 'page',
    component: 'function',
    minutes: 2 * HOUR,
    during: always({ functions: { chat: { timeouts: 0.25 } } }),
  },
  {
    name: 'cold-start-storm',
    what: 'half of the chat requests start an environment, which takes nine seconds',
    wanted: 'notify',
    component: 'function',
    minutes: 2 * HOUR,
    during: always({ functions: { chat: { coldShare: 0.5, coldMs: 9_000 } } }),
  },
  {
    name: 'concurrency-exhausted',
    what: 'Lambda refuses 60 % of the calls to chat',
    wanted: 'page',
    component: 'function',
    minutes: 2 * HOUR,
    during: always({ functions: { chat: { throttled: 0.6 } } }),
  },
  {
    name: 'gateway-fails',
    what: 'API Gateway answers every second request 5xx; no function is reached by it',
    wanted: 'page',
    component: 'api',
    minutes: 2 * HOUR,
    during: always({ gatewayFails: 0.5 }),
  },
  {
    name: 'gateway-dead',
    what: 'API Gateway answers every request 5xx; no function is reached at all',
    wanted: 'page',
    component: 'api',
    minutes: 2 * HOUR,
    during: always({ gatewayFails: 1 }),
  },
  {
    name: 'firewall-blocks-all',
    what: 'the firewall blocks everybody',
    wanted: 'page',
    component: 'firewall',
    minutes: 2 * HOUR,
    during: always({ firewallBlocks: 1 }),
  },
  {
    name: 'no-traffic',
    what: 'nobody arrives: DNS or the certificate is broken',
    wanted: 'page',
    component: 'api',
    minutes: 2 * HOUR,
    during: always({ traffic: 0 }),
  },
  {
    name: 'client-errors',
    what: 'callers send wrong requests, six in ten',
    wanted: 'notify',
    component: 'api',
    minutes: 3 * HOUR,
    during: always({ invalid: 0.6 }),
  },
  {
    name: 'cache-lost',
    what: 'the response cache answers nothing, its table can be reached',
    wanted: 'notify',
    component: 'table',
    minutes: 2 * HOUR,
    during: always({ cacheLost: true }),
  },
  {
    name: 'table-throttled',
    what: 'DynamoDB throttles half of the attempts at every table',
    wanted: 'notify',
    component: 'table',
    minutes: 2 * HOUR,
    // after their retries; batches try more often
    during: always({ tables: { any: { throttled: 0.25 }, batches: { throttled: 0.12 } } }),
  },
  {
    name: 'tables-down',
    what: 'no table can be reached, DynamoDB or its endpoint is lost: chat goes on without, batches fail',
    wanted: 'page',
    component: 'table',
    minutes: 2 * HOUR,
    during: always({ tables: { any: { unreachable: 1 } } }),
  },
  {
    name: 'endpoint-lost',
    what: 'the endpoint to the models is gone',
    wanted: 'page',
    component: 'endpoint',
    minutes: 2 * HOUR,
    during: always({ models: { any: { unreachable: 1 } } }),
  },
  {
    name: 'nat-lost',
    what: 'the NAT gateways are gone, through which LLM Observability is told; metrics go another way',
    wanted: 'notify',
    component: 'nat',
    minutes: 4 * HOUR,
    during: always({}),
  },
  {
    name: 'budget-runaway',
    what: 'every request needs ten times the tokens, and three times as many come',
    wanted: 'page',
    component: 'budget',
    minutes: 8 * HOUR,
    during: always({ tokens: 10, traffic: 3 }),
  },
  {
    name: 'secret-revoked',
    what: "Datadog's key is revoked: nothing that functions push arrives",
    wanted: 'notify',
    component: 'secret',
    minutes: 4 * HOUR,
    during: always({ functions: { any: { mute: true } } }),
  },
  {
    name: 'telemetry-lost',
    what: 'the Extension of chat is broken: nothing that it pushes arrives',
    wanted: 'notify',
    component: 'function',
    minutes: 4 * HOUR,
    during: always({ functions: { chat: { mute: true } } }),
  },
  {
    name: 'failing-in-the-dark',
    what: "Datadog's key is revoked, and every model answers 503",
    wanted: 'page',
    component: 'secret',
    minutes: 4 * HOUR,
    during: always({ functions: { any: { mute: true } }, models: { any: { unavailable: 1 } } }),
  },
  {
    name: 'poisoned-queue',
    what: 'every third prompt of a batch fails each time, until it lies with the dead',
    wanted: 'notify',
    component: 'queue',
    minutes: 6 * HOUR,
    during: always({ poison: 0.33 }),
  },
  {
    name: 'queue-not-worked-on',
    what: 'the batch worker does not run',
    wanted: 'notify',
    component: 'queue',
    minutes: 6 * HOUR,
    during: always({ workerStopped: true }),
  },
  {
    name: 'jobs-fail',
    what: 'half of the records of a batch inference job come back as errors',
    wanted: 'notify',
    component: 'batch',
    minutes: 13 * HOUR,
    during: always({ jobsFail: 0.5 }),
  },
  {
    name: 'evaluation-stopped',
    what: 'the schedule of the evaluation is off: samples lie there unjudged',
    wanted: 'notify',
    component: 'evaluation',
    minutes: 2 * DAY,
    during: always({ functions: { evaluate: { stopped: true } } }),
  },
  {
    name: 'quality-drops',
    what: 'four of ten answers fail the judge',
    wanted: 'notify',
    component: 'evaluation',
    minutes: 2 * DAY,
    during: always({ passed: 0.6 }),
  },
  {
    name: 'rotation-failed',
    what: 'Datadog refuses the new key at each try of its rotation',
    wanted: 'notify',
    component: 'secret',
    minutes: DAY,
    during: always({ rotationFails: true, secretAgeDays: 31 }),
  },
  {
    name: 'mode-left-blocked',
    what: 'somebody sets the mode to blocked and forgets it',
    wanted: 'page',
    component: 'mode',
    minutes: 2 * HOUR,
    during: always({ mode: 'blocked' }),
  },
  {
    name: 'mode-unreadable',
    what: 'the parameter of the mode cannot be read; the last known mode stays',
    wanted: 'notify',
    component: 'mode',
    minutes: 2 * HOUR,
    during: always({ modeLookUpsFail: 1 }),
  },
  {
    name: 'guard-fails',
    what: 'the budget guard throws, and its dead-letter queue takes nothing',
    wanted: 'notify',
    component: 'function',
    minutes: DAY,
    during: always({ functions: { 'budget-guard': { errors: 1 } }, deadLettersLost: true }),
  },
  {
    name: 'storage-fills',
    what: 'what buckets hold does not expire: three times as much',
    wanted: 'notify',
    component: 'bucket',
    minutes: 2 * DAY,
    during: always({ storage: 3 }),
  },
  {
    name: 'slow-leak',
    what: '1 % of the requests fail, for six days: twice what is allowed',
    wanted: 'notify',
    component: 'api',
    minutes: 6 * DAY,
    during: always({ functions: { chat: { errors: 0.01 } } }),
  },
  {
    name: 'fast-leak',
    what: '4 % of the requests fail, for half a day: eight times what is allowed',
    wanted: 'page',
    component: 'api',
    minutes: 12 * HOUR,
    during: always({ functions: { chat: { errors: 0.04 } } }),
  },
];

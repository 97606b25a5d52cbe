import type { ErrorCode } from '../../../handlers/contract/errors';
import { METRICS } from '../../../handlers/contract/metrics';
import type { GuardrailPart, ModelPart } from '../../parts';
import { above, count, level, rounded, share } from '../query';
import { type MonitorContext, type MonitorSpec, monitor } from './spec';

/** Failures that are the model's own; throttling and unreachability have their own monitors, because other things help. */
const MODEL_FAULTS: readonly ErrorCode[] = ['model-refused', 'model-timeout', 'model-unavailable'];

/** Latency rises before anything fails: warn while answers still arrive. */
const LATENCY_SHARE = 0.8;

const calls = METRICS.modelCalls.name;

export function modelMonitors(part: ModelPart, { env, service, requirements, parts }: MonitorContext): MonitorSpec[] {
  const scope = { env, service, model_alias: part.alias };
  const latencyLimit = requirements?.latency.milliseconds ?? part.timeoutMs;
  const watched = { parts: [part.id] };
  return [
    monitor(part, 'model-latency', {
      ...watched,
      title: `The model "${part.alias}" is slow`,
      severity: 'notify',
      watch: above(
        'last_15m',
        'avg',
        level('avg', METRICS.modelLatency.name, scope),
        rounded(LATENCY_SHARE * latencyLimit),
      ),
      unit: 'ms on average',
      derivation: `${LATENCY_SHARE} of ${requirements === undefined ? 'the function timeout' : 'requirements.latency.milliseconds'}; it leads errors`,
    }),
    monitor(part, 'model-throttles', {
      ...watched,
      title: `The model "${part.alias}" is throttled`,
      severity: 'page',
      watch: share({
        bad: count(calls, { ...scope, outcome: 'throttled' }),
        all: count(calls, scope),
        window: 'last_10m',
        critical: 0.05,
        minimumBad: 5,
      }),
      unit: 'of calls',
      derivation: 'one caller in twenty is sent away after the retries',
    }),
    monitor(part, 'model-errors', {
      ...watched,
      title: `Calls to the model "${part.alias}" fail`,
      severity: 'page',
      watch: share({
        bad: count(calls, { ...scope, outcome: MODEL_FAULTS }),
        all: count(calls, scope),
        window: 'last_10m',
        critical: 0.05,
        minimumBad: 5,
      }),
      unit: 'of calls',
      derivation: 'one call in twenty fails after the retries',
    }),
    monitor(part, 'model-unreachable', {
      title: `The model "${part.alias}" cannot be reached`,
      parts: [
        part.id,
        ...parts
          .filter(({ kind, scope: tags }) => kind === 'endpoint' && tags.includes(`model_alias:${part.alias}`))
          .map(({ id }) => id),
      ],
      severity: 'page',
      watch: share({
        bad: count(calls, { ...scope, outcome: 'model-unreachable' }),
        all: count(calls, scope),
        window: 'last_10m',
        critical: 0.05,
        minimumBad: 3,
      }),
      unit: 'of calls',
      derivation: 'connections inside AWS do not fail by chance: one in twenty is a broken way',
    }),
  ];
}

export const guardrailMonitors = (part: GuardrailPart, { env, service }: MonitorContext): MonitorSpec[] => [
  monitor(part, 'guardrail-interventions', {
    title: `The guardrail ${part.name} intervenes often`,
    parts: [part.id],
    severity: 'notify',
    watch: share({
      bad: count(METRICS.guardrailInterventions.name, { env, service }),
      all: count(calls, { env, service }),
      window: 'last_1h',
      critical: 0.2,
      minimumBad: 10,
    }),
    unit: 'of calls',
    derivation: 'one answer in five stopped is an attack, a change of prompts or a filter set too hard',
  }),
];

import { METRICS } from '../../../handlers/contract/metrics';
import type { GuardrailPart } from '../../parts';
import { count, minimumVolumeFor, ratio } from '../query';
import { type MonitorContext, type MonitorSpec, metricMonitor, QUIET_IS_FINE } from './spec';

/** A guardrail stops exceptions. When it stops one in five, it is too strict, or somebody is trying it. */
const TOO_MANY = 0.2;
const MANY = 0.1;
const LEAST_INTERVENTIONS = 10;

export function guardrailMonitors(guardrail: GuardrailPart, { env, service }: MonitorContext): MonitorSpec[] {
  const scope = { env, service };
  return [
    metricMonitor({
      id: `${guardrail.id}-guardrail-interventions`,
      kind: 'guardrail-interventions',
      title: `The guardrail ${guardrail.name} intervenes often`,
      shows: 'share of calls in which it replaced a prompt or an answer',
      parts: [guardrail.id],
      severity: 'notify',
      measure: ratio(
        count(METRICS.guardrailInterventions.name, scope),
        count(METRICS.modelCalls.name, scope),
        minimumVolumeFor(LEAST_INTERVENTIONS, TOO_MANY),
      ),
      window: '1h',
      thresholds: { critical: TOO_MANY, warning: MANY },
      derivation: `a guardrail stops exceptions: one in five is a rule too strict or an attack, warning at one in ten; at least ${LEAST_INTERVENTIONS}`,
      noData: QUIET_IS_FINE,
    }),
  ];
}

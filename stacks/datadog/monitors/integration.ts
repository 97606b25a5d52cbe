import type { IntegrationPart } from '../../parts';
import { count, plain } from '../query';
import { compositeMonitor, type MonitorSpec, metricMonitor } from './spec';
import { HEARD_OF } from './telemetry-lost';

/** The inverse of telemetry-lost, for a whole account: functions report, and CloudWatch has nothing to say of them. */
export function integrationMonitors(integration: IntegrationPart): MonitorSpec[] {
  const { accountId } = integration;
  const id = `${integration.id}-integration-lost`;
  const scope = { aws_account: accountId };
  const common = { kind: 'integration-lost', parts: [integration.id], severity: 'component', window: '1h' } as const;
  const called = metricMonitor({
    ...common,
    id: `${id}-called`,
    title: `Functions of the account ${accountId} report calls (component)`,
    shows: 'invocations in an hour, as the Extensions report them',
    measure: plain(count('aws.lambda.enhanced.invocations', scope)),
    thresholds: { critical: HEARD_OF },
    derivation: `${HEARD_OF} calls in an hour cannot all be missed by chance`,
    noData: { policy: 'ok', because: 'without calls nothing can be lost' },
  });
  const heard = metricMonitor({
    ...common,
    id: `${id}-heard`,
    title: `Datadog reads CloudWatch of the account ${accountId} (component, always in alert)`,
    shows: 'invocations in an hour, as CloudWatch counts them',
    measure: plain(count('aws.lambda.invocations', scope)),
    thresholds: { critical: 0 },
    derivation: 'one point is enough to know that the road is open',
    noData: { policy: 'ok', because: 'silence is what the composite looks for: OK here means that nothing was read' },
  });
  const lost = compositeMonitor({
    id,
    kind: 'integration-lost',
    title: `Datadog reads nothing from CloudWatch of the account ${accountId}`,
    severity: 'notify',
    query: `<${called.id}> && !<${heard.id}>`,
    of: [called, heard],
    derivation: `Extensions report more than ${HEARD_OF} invocations in an hour, CloudWatch none`,
  });
  return [called, heard, lost];
}

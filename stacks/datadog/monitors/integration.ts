import type { IntegrationPart } from '../../parts';
import { count, plain } from '../query';
import { HEARD_OF, oneRoadSilent } from './one-road-silent';
import type { MonitorSpec } from './spec';

/** The inverse of telemetry-lost, for a whole account: functions report, and CloudWatch has nothing to say of them. */
export function integrationMonitors({ id, accountId }: IntegrationPart): MonitorSpec[] {
  const scope = { aws_account: accountId };
  return oneRoadSilent({
    id: `${id}-integration-lost`,
    kind: 'integration-lost',
    parts: [id],
    title: `Datadog reads nothing from CloudWatch of the account ${accountId}`,
    derivation: `Extensions report more than ${HEARD_OF} invocations in an hour, CloudWatch none`,
    called: {
      title: `Functions of the account ${accountId} report calls (component)`,
      shows: 'invocations in an hour, as the Extensions report them',
      measure: plain(count('aws.lambda.enhanced.invocations', scope)),
    },
    heard: {
      title: `Datadog reads CloudWatch of the account ${accountId} (component, always in alert)`,
      shows: 'invocations in an hour, as CloudWatch counts them',
      measure: plain(count('aws.lambda.invocations', scope)),
      derivation: 'one point is enough to know that the road is open',
      silence: 'silence is what the composite looks for: OK here means that nothing was read',
    },
  });
}

import type { IntegrationPart } from '../../parts';
import { count, minus, orZero, share } from '../query';
import { type MonitorSpec, monitor } from './spec';

export function integrationMonitors(part: IntegrationPart): MonitorSpec[] {
  const scope = { aws_account: part.accountId };
  const seenByExtension = count('aws.lambda.enhanced.invocations', scope);
  return [
    monitor(part, 'integration-lost', {
      title: `CloudWatch metrics of the account ${part.accountId} do not arrive`,
      parts: [part.id],
      severity: 'notify',
      watch: share({
        bad: minus(seenByExtension, orZero(count('aws.lambda.invocations', scope))),
        all: seenByExtension,
        window: 'last_1h',
        critical: 0.5,
        minimumBad: 10,
      }),
      unit: 'of invocations',
      derivation:
        'half the invocations that the Extension reports are unknown to CloudWatch polling; an hour evens out that it comes late',
    }),
  ];
}

import type { FirewallPart } from '../../parts';
import { count, plus, share } from '../query';
import { type MonitorSpec, monitor } from './spec';

export function firewallMonitors(part: FirewallPart): MonitorSpec[] {
  const scope = { webacl: part.name };
  const blocked = count('aws.wafv2.blocked_requests', scope);
  return [
    monitor(part, 'firewall-blocks', {
      title: `${part.name} blocks many requests`,
      parts: [part.id],
      severity: 'notify',
      watch: share({
        bad: blocked,
        all: plus(blocked, count('aws.wafv2.allowed_requests', scope)),
        window: 'last_30m',
        critical: 0.3,
        minimumBad: 100,
      }),
      unit: 'of requests',
      derivation:
        'scanners are a few per cent of any public address; three in ten is an attack or a rule that hits customers',
    }),
  ];
}

import type { FirewallPart } from '../../parts';
import { count, shareOf } from '../query';
import { type MonitorSpec, metricMonitor, QUIET_IS_FINE } from './spec';

/** More is turned away than let in: an attack, or a rule that refuses customers. Either way somebody should look. */
const MOSTLY_BLOCKED = 0.5;
/** Background noise of the internet stays well below a fifth of what reaches an API that customers use. */
const MUCH_BLOCKED = 0.2;

export function firewallMonitors(firewall: FirewallPart): MonitorSpec[] {
  const scope = { webacl: firewall.name };
  return [
    metricMonitor({
      id: `${firewall.id}-firewall-blocks`,
      kind: 'firewall-blocks',
      title: `The firewall ${firewall.name} turns away much of what arrives`,
      shows: 'share of requests that the web ACL blocked',
      parts: [firewall.id],
      severity: 'notify',
      // AWS counts each request under its rule and once more under ALL, on both sides of the ratio alike
      measure: shareOf(
        count('aws.wafv2.blocked_requests', scope),
        count('aws.wafv2.allowed_requests', scope),
        firewall.requestsPerClientIn5Minutes,
      ),
      window: '15m',
      thresholds: { critical: MOSTLY_BLOCKED, warning: MUCH_BLOCKED },
      derivation: `more turned away than let in, warning at a fifth; damped by what one client may send in five minutes (${firewall.requestsPerClientIn5Minutes})`,
      noData: QUIET_IS_FINE,
    }),
  ];
}

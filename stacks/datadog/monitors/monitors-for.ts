import type { Part } from '../../parts';
import { apiMonitors } from './api';
import { firewallMonitors } from './firewall';
import { functionMonitors } from './function';
import { integrationMonitors } from './integration';
import { guardrailMonitors, modelMonitors } from './model';
import type { MonitorContext, MonitorSpec } from './spec';
import { spendMonitors } from './spend';

/** How each kind of part is watched. A new kind does not compile until it has a case. */
export function monitorsFor(part: Part, context: MonitorContext): MonitorSpec[] {
  switch (part.kind) {
    case 'api':
      return apiMonitors(part, context);
    case 'firewall':
      return firewallMonitors(part);
    case 'function':
      return functionMonitors(part, context);
    case 'model':
      return modelMonitors(part, context);
    case 'guardrail':
      return guardrailMonitors(part, context);
    case 'budget':
      return spendMonitors(part, context);
    case 'integration':
      return integrationMonitors(part);
    // without a metric of their own: watched by what goes missing without them, see function.ts and model.ts
    case 'secret':
    case 'endpoint':
    case 'nat':
      return [];
    // it carries the budget's alerts, and is watched with it
    case 'topic':
      return [];
    default:
      return unwatched(part);
  }
}

function unwatched(part: never): never {
  throw new Error(`nothing says how ${JSON.stringify(part)} is watched: add a case to monitorsFor`);
}

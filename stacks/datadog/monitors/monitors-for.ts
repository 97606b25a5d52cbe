import { USAGE_TABLE } from '../../../handlers/contract/limits';
import type { Part } from '../../parts';
import { apiMonitors } from './api';
import { batchMonitors } from './batch';
import { bucketMonitors } from './bucket';
import { cacheMonitors } from './cache';
import { carrierMonitors } from './carriers';
import { evaluationMonitors } from './evaluation';
import { firewallMonitors } from './firewall';
import { functionMonitors } from './function';
import { guardMonitors } from './guard';
import { guardrailMonitors } from './guardrail';
import { integrationMonitors } from './integration';
import { limitMonitors } from './limits';
import { modeMonitors } from './mode';
import { modelMonitors } from './model';
import { deadLetterMonitors, queueMonitors } from './queue';
import { secretMonitors } from './secret';
import { serviceMonitors } from './service';
import type { MonitorContext, MonitorSpec } from './spec';
import { budgetMonitors, topicMonitors } from './spend';
import { tableMonitors } from './table';

/** How each kind of part is watched. */
export function monitorsFor(part: Part, context: MonitorContext): MonitorSpec[] {
  switch (part.kind) {
    case 'api':
      return apiMonitors(part, context);
    case 'firewall':
      return firewallMonitors(part);
    case 'function':
      return [...functionMonitors(part, context), ...(part.handler === 'budget-guard' ? guardMonitors(context) : [])];
    case 'model':
      return modelMonitors(part, context);
    case 'guardrail':
      return guardrailMonitors(part, context);
    case 'secret':
      return secretMonitors(part, context);
    case 'endpoint':
    case 'nat':
      return carrierMonitors(part, context);
    case 'table':
      return tableMonitors(part, context);
    case 'bucket':
      return bucketMonitors(part);
    case 'queue':
      return queueMonitors(part);
    case 'dead-letters':
      return deadLetterMonitors(part, context);
    case 'mode':
      return modeMonitors(part, context);
    case 'topic':
      return topicMonitors(part, context);
    case 'budget':
      return budgetMonitors(part, context);
    case 'integration':
      return integrationMonitors(part);
    default:
      return unwatched(part);
  }
}

function unwatched(part: never): never {
  throw new Error(`no monitors are defined for ${JSON.stringify(part)}: add a case to monitorsFor`);
}

/**
 * All monitors of a stack, those of the service as a whole last.
 *
 * @param burning Alerts of its SLOs.
 */
export function monitorsOf(context: MonitorContext, burning: readonly MonitorSpec[] = []): MonitorSpec[] {
  const specs = [...context.parts.flatMap((part) => monitorsFor(part, context)), ...batchMonitors(context)];
  const counted = context.parts.some((part) => part.kind === 'table' && part.table === USAGE_TABLE);
  return [
    ...specs,
    ...(counted ? limitMonitors(context) : []),
    ...cacheMonitors(context),
    ...evaluationMonitors(context),
    ...burning,
    ...serviceMonitors([...specs, ...burning], context),
  ];
}

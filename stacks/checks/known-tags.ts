import type { BatchRoad } from '../../handlers/contract/batch';
import { ERRORS } from '../../handlers/contract/errors';
import { EVALUATION_RESULTS, SAMPLE_RESULTS } from '../../handlers/contract/evaluation';
import { GUARD_ACTIONS } from '../../handlers/contract/guard';
import { LIMIT_STEPS } from '../../handlers/contract/limits';
import { CACHE_RESULTS, JUDGED_LATENCIES, REPLAY_RESULTS, TABLE_RESULTS } from '../../handlers/contract/metrics';
import { MODE_LOOK_UP_RESULTS, MODES } from '../../handlers/contract/modes';
import { ROTATION_FAILURES } from '../../handlers/contract/rotation';
import { ROUTES } from '../../handlers/contract/routes';
import type { Part } from '../parts';
import type { Facts } from './check';
import { valuesAt, wordsOf } from './plan';
import { tagOf } from './queries';

/** Values that a tag has by its nature, whatever the plan. */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  /** Of our own metrics: see handlers/contract/metrics.ts. */
  outcome: ['ok', 'guardrail', ...Object.keys(ERRORS), ...Object.keys(ROTATION_FAILURES)],
  latency: [...JUDGED_LATENCIES, 'gone'],
  mode: MODES,
  result: [
    ...TABLE_RESULTS,
    ...CACHE_RESULTS,
    ...REPLAY_RESULTS,
    ...EVALUATION_RESULTS,
    ...SAMPLE_RESULTS,
    ...MODE_LOOK_UP_RESULTS,
  ],
  action: GUARD_ACTIONS,
  step: LIMIT_STEPS,
  road: ['queue', 'bedrock'] satisfies BatchRoad[],
  freshness: ['within', 'over'],
  operation: ['create', 'read'],
  /** Of Lambda's enhanced metrics. */
  cold_start: ['true', 'false'],
  /** Of API Gateway's detailed metrics. */
  method: [...new Set(ROUTES.map(({ method }) => method))],
  resource: [...new Set(ROUTES.map(({ path }) => path))],
  /** Of LLM Observability: https://docs.datadoghq.com/llm_observability/monitoring/metrics/ */
  error: ['0', '1'],
  span_kind: ['llm', 'workflow', 'agent', 'tool', 'task', 'embedding', 'retrieval'],
  /** Of AWS WAF: the whole web ACL, which AWS writes as a rule of this name. */
  rule: ['ALL', 'all'],
};

/** Tags that other services or environments may carry too: they never page alone (DESIGN, rule 5). */
export const SHARED_KEYS: ReadonlySet<string> = new Set(['modelid', 'model_name', 'ml_app']);

/** Every tag value that something in the plan, or the nature of a metric, stands behind. */
export function knownTags({ parts, tags, plan }: Pick<Facts, 'parts' | 'tags' | 'plan'>): Map<string, Set<string>> {
  const known = new Map<string, Set<string>>();
  const add = (key: string, value: string) => known.set(key, (known.get(key) ?? new Set()).add(value));
  for (const [key, values] of Object.entries(FIXED)) for (const value of values) add(key, value);
  for (const [key, value] of Object.entries(tags)) add(key, value);
  for (const part of parts)
    for (const { key, value } of [...part.scope.map(tagOf), ...alsoTagged(part)]) add(key, value);
  for (const provider of plan.json.provider?.['aws'] ?? []) {
    for (const region of valuesAt(provider, 'region')) add('region', wordsOf(region));
    for (const account of valuesAt(provider, 'allowed_account_ids')) add('aws_account', wordsOf(account));
  }
  if (tags['service'] !== undefined) add('ml_app', tags['service']);
  return known;
}

/** Tags that Datadog knows a part by, beside its scope. */
function alsoTagged(part: Part): { readonly key: string; readonly value: string }[] {
  switch (part.kind) {
    case 'api':
      return [{ key: 'stage', value: part.stage }];
    case 'model':
      return [
        { key: 'model_alias', value: part.alias },
        { key: 'from', value: part.alias },
        { key: 'to', value: part.alias },
        { key: 'model', value: part.baseModelId },
        { key: 'modelid', value: part.baseModelId },
        { key: 'model_name', value: part.baseModelId },
      ];
    case 'function':
      return [{ key: 'resource', value: `${part.name}:${part.alias}` }];
    default:
      return [];
  }
}

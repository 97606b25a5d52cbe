import { JUDGED } from '../../../handlers/contract/evaluation';
import { JUDGED_LATENCIES, METRICS } from '../../../handlers/contract/metrics';
import type { ApiPart } from '../../parts';
import type { MetricName } from '../metric-catalogue';
import { evaluationOf } from '../monitors/evaluation';
import type { MonitorContext, MonitorKind } from '../monitors/spec';
import { count, numberText } from '../query';

/** An SLO before it becomes a resource: plain data. */
export interface SloSpec {
  /** Construct id, and what queries of its alerts call it. */
  readonly id: 'availability' | 'latency' | 'batch-freshness' | 'quality';
  /** Kind, and so article, of its burn-rate alerts. */
  readonly burnKind: MonitorKind;
  /** One sentence that holds while it is met. */
  readonly name: string;
  /** One sentence that holds while it is not. */
  readonly broken: string;
  readonly description: string;
  /** Ids of the parts it watches; none where it watches the service as a whole. */
  readonly parts: readonly string[];
  /** Share of good events, 0.995. */
  readonly target: number;
  readonly numerator: string;
  readonly denominator: string;
  readonly metrics: readonly MetricName[];
  /** Whether its alerts wake somebody: false where few events make a rate of one. Default: true. */
  readonly wakes?: boolean;
  /** Set where only a share of events is counted, by a function that a schedule invokes: how often. */
  readonly sampledEveryMinutes?: number;
  /** Where the target comes from. */
  readonly derivation: string;
}

/** What the service promises, as SLOs; none without requirements. */
export function slosFor({ env, service, requirements, parts }: MonitorContext): SloSpec[] {
  if (requirements === undefined) return [];
  const { availability, latency } = requirements;
  const answered = METRICS.chatRequests.name;
  return [
    ...parts.filter((part) => part.kind === 'api').map((api) => availabilityOf(api, service, availability)),
    {
      id: 'latency',
      burnKind: 'slo-latency-burn',
      name: `${service} answers in time`,
      broken: `${service} answers fewer requests in time than promised`,
      description: `Chat requests that are answered within ${latency.milliseconds} ms, as the chat function counts them, of those whose caller waited.`,
      parts: [],
      target: latency.share,
      // counted by the function: a share of requests needs no percentile, which a new distribution has not
      numerator: count(answered, { env, service, latency: 'within' }).text,
      // who has gone before the end is in neither
      denominator: count(answered, { env, service, latency: JUDGED_LATENCIES }).text,
      metrics: [answered],
      derivation: `requirements.latency: ${latency.share} within ${latency.milliseconds} ms`,
    },
    ...(requirements.batchFreshness === undefined ? [] : [batchFreshnessOf(requirements.batchFreshness, env, service)]),
    ...qualityOf({ env, service, requirements, parts }),
  ];
}

function batchFreshnessOf(
  { minutes, share }: { readonly minutes: number; readonly share: number },
  env: string,
  service: string,
): SloSpec {
  const done = METRICS.batchesCompleted.name;
  // what Bedrock's batch inference answers has a day, and is not promised
  const scope = { env, service, road: 'queue' };
  return {
    id: 'batch-freshness',
    burnKind: 'slo-batch-burn',
    name: `${service} finishes batches in time`,
    broken: `${service} finishes fewer batches in time than promised`,
    description: `Batches of which the worker had the last prompt answered within ${minutes} minutes of their request. One that is never done is told of by its queue.`,
    parts: [],
    target: share,
    numerator: count(done, { ...scope, freshness: 'within' }).text,
    denominator: count(done, scope).text,
    metrics: [done],
    wakes: false,
    derivation: `requirements.batchFreshness: ${share} within ${minutes} minutes`,
  };
}

function availabilityOf(api: ApiPart, service: string, target: number): SloSpec {
  const scope = { apiname: api.name, stage: api.stage };
  const all = count('aws.apigateway.count', scope);
  return {
    id: 'availability',
    burnKind: 'slo-availability-burn',
    name: `${service} is available`,
    broken: `${service} fails more requests than promised`,
    description: `Requests to ${api.name} that do not end in a 5xx, as API Gateway counts them.`,
    parts: [api.id],
    target,
    numerator: `${all.text} - ${count('aws.apigateway.5xxerror', scope).text}`,
    denominator: all.text,
    metrics: ['aws.apigateway.count', 'aws.apigateway.5xxerror'],
    derivation: `requirements.availability: ${target}`,
  };
}

function qualityOf({ env, service, requirements, parts }: MonitorContext): SloSpec[] {
  const judge = evaluationOf(parts);
  const target = requirements?.quality?.passedShare;
  if (judge === undefined || target === undefined) return [];
  const judged = METRICS.evaluations.name;
  return [
    {
      id: 'quality',
      burnKind: 'slo-quality-burn',
      name: `${service} answers well`,
      broken: `${service} gives fewer good answers than promised`,
      description: 'Kept answers that the judge lets pass, of those that it could judge.',
      parts: [],
      target,
      numerator: count(judged, { env, service, result: 'pass' }).text,
      denominator: count(judged, { env, service, result: JUDGED }).text,
      metrics: [judged],
      wakes: false,
      sampledEveryMinutes: judge.everyMinutes,
      derivation: `requirements.quality: ${target} of the answers that are judged`,
    },
  ];
}

/** 0.995 as Datadog's 99.5. */
export const targetPercent = ({ target }: Pick<SloSpec, 'target'>): number => Number(numberText(target * 100));

import { MODEL_CHAIN } from '../../../handlers/contract/deadlines';
import { METRICS } from '../../../handlers/contract/metrics';
import type { ModelPart } from '../../parts';
import { count, minimumVolumeFor, plain, shareOf } from '../query';
import { failureShare } from './failure-share';
import { type MonitorContext, type MonitorSpec, metricMonitor, QUIET_IS_FINE } from './spec';

/** Answers of others that are worth a look, however few requests there are. */
const LEAST_ANSWERS = 5;

/** How often a model needs others to answer for it. Callers have their answers: a cause, and never a page. */
export function modelChainMonitors(model: ModelPart, context: MonitorContext): MonitorSpec[] {
  const own = { env: context.env, service: context.service };
  const { share, derivation } = failureShare(context);
  const common = { parts: [model.id], severity: 'notify', window: '15m', noData: QUIET_IS_FINE } as const;
  const fallbacks: MonitorSpec[] =
    model.fallbacks.length === 0
      ? []
      : [
          metricMonitor({
            ...common,
            id: `${model.id}-model-fallbacks`,
            kind: 'model-fallbacks',
            title: `Others answer for the model ${model.alias} (${model.baseModelId})`,
            shows: `share of its answers that ${model.fallbacks.join(', ')} gave`,
            measure: shareOf(
              count(METRICS.modelFallbacks.name, { ...own, from: model.alias }),
              count(METRICS.modelCalls.name, { ...own, model_alias: model.alias, outcome: 'ok' }),
              minimumVolumeFor(LEAST_ANSWERS, share),
            ),
            thresholds: { critical: share, warning: share / 2 },
            derivation: `${derivation}, which it would but for its fallbacks; warning at half of it; at least ${LEAST_ANSWERS} answers`,
          }),
        ];
  return [
    ...fallbacks,
    metricMonitor({
      ...common,
      id: `${model.id}-model-circuit-open`,
      kind: 'model-circuit-open',
      title: `The model ${model.alias} (${model.baseModelId}) is left out for a while`,
      shows: 'execution environments that began to leave it out, in 15 minutes',
      measure: plain(count(METRICS.circuitsOpened.name, { ...own, model_alias: model.alias })),
      thresholds: { critical: 0 },
      derivation: `none is right: ${MODEL_CHAIN.failuresToOpen} failures in a row in one execution environment are no chance`,
    }),
  ];
}

import { JUDGED } from '../../../handlers/contract/evaluation';
import { METRICS } from '../../../handlers/contract/metrics';
import { evaluationOf } from '../monitors/evaluation';
import type { MonitorContext } from '../monitors/spec';
import { count, level, plain, ratio } from '../query';
import { timeseries, total, type Widget } from './widget';

/** How good answers are, as the judge sees it, and whether it keeps up. Nothing where nobody judges. */
export function qualityOf({ env, service, parts }: MonitorContext): Widget[] {
  if (evaluationOf(parts) === undefined) return [];
  const own = { env, service };
  const judged = METRICS.evaluations.name;
  const score = (by: 'model_alias' | 'variant') =>
    plain(level('avg', METRICS.qualityScore.name, own, { by: [by] })).graph;
  return [
    total(
      'Share of judged answers that passed',
      ratio(count(judged, { ...own, result: 'pass' }), count(judged, { ...own, result: JUDGED }), 0).graph,
    ),
    timeseries('Mean score by model, 1 to 5', [{ label: 'score', graph: score('model_alias') }]),
    timeseries('Mean score by variant, 1 to 5', [{ label: 'score', graph: score('variant') }]),
    timeseries(
      'Samples by what became of them',
      [{ label: 'samples', graph: plain(count(judged, own, { by: ['result'] })).graph }],
      { bars: true },
    ),
    timeseries(
      'Answers kept to be judged',
      [{ label: 'samples', graph: plain(count(METRICS.samples.name, own, { by: ['result'] })).graph }],
      { bars: true },
    ),
    timeseries('Minutes that the oldest sample waits', [
      { label: 'minutes', graph: plain(level('max', METRICS.oldestSample.name, own)).graph },
    ]),
  ];
}

import { ServiceLevelObjective } from '@cdktf/provider-datadog/lib/service-level-objective';
import { Construct } from 'constructs';
import { datadogTags, type Tags } from '../names';
import { TIMEFRAME } from './slos/alerts';
import { type SloSpec, targetPercent } from './slos/spec';

export interface SloResourcesProps {
  readonly specs: readonly SloSpec[];
  readonly tags: Tags;
}

/** SLOs out of their specs. */
export class SloResources extends Construct {
  /** Ids that Datadog assigns, by the id of the spec. */
  readonly ids: ReadonlyMap<string, string>;

  constructor(scope: Construct, id: string, { specs, tags }: SloResourcesProps) {
    super(scope, id);

    this.ids = new Map(
      specs.map((spec) => {
        const target = targetPercent(spec);
        const slo = new ServiceLevelObjective(this, spec.id, {
          name: `[${tags.service} ${tags.env}] ${spec.name}`,
          type: 'metric',
          description: spec.description,
          query: { numerator: spec.numerator, denominator: spec.denominator },
          // the primary timeframe must say the same as its threshold
          thresholds: [{ timeframe: TIMEFRAME, target }],
          timeframe: TIMEFRAME,
          targetThreshold: target,
          tags: [...datadogTags(tags), ...spec.parts.map((part) => `part:${part}`)].sort(),
        });
        return [spec.id, slo.id];
      }),
    );
  }
}

import { ServiceLevelObjective } from '@cdktf/provider-datadog/lib/service-level-objective';
import { Construct } from 'constructs';
import { datadogTags, type Tags } from '../names';
import { type SloSpec, TIMEFRAME } from './slos/spec';

export interface SloResourcesProps {
  readonly specs: readonly SloSpec[];
  readonly tags: Tags;
}

/** SLOs out of their specs. */
export class SloResources extends Construct {
  /** Ids that Datadog assigns, by the id of the spec. */
  readonly ids: ReadonlyMap<SloSpec['id'], string>;

  constructor(scope: Construct, id: string, { specs, tags }: SloResourcesProps) {
    super(scope, id);

    this.ids = new Map(
      specs.map((spec) => {
        const slo = new ServiceLevelObjective(this, spec.id, {
          name: `[${tags.service} ${tags.env}] ${spec.name}`,
          type: 'metric',
          description: spec.description,
          query: { numerator: spec.good, denominator: spec.all },
          thresholds: [{ timeframe: TIMEFRAME, target: spec.targetPercent }],
          timeframe: TIMEFRAME,
          targetThreshold: spec.targetPercent,
          tags: [...datadogTags(tags), ...spec.parts.map((part) => `part:${part}`)].sort(),
        });
        return [spec.id, slo.id];
      }),
    );
  }
}

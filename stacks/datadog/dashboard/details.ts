import type { Part } from '../../parts';
import type { MonitorSpec, Thresholds } from '../monitors/spec';
import { type Marker, timeseries, type Widget } from './widget';

/** What each monitor of a part looks at, with its thresholds drawn in: the numbers are the monitor's own. */
export const detailsOf = (part: Part, specs: readonly MonitorSpec[]): Widget[] =>
  specs
    // the first part of a spec is the one that it is made for; the roads of telemetry have a group of their own
    .filter(({ parts, kind }) => parts[0] === part.id && kind !== 'telemetry-lost')
    .flatMap(({ shows, thresholds, graph }) =>
      graph === undefined
        ? []
        : [timeseries(`${part.id}: ${shows}`, [{ label: part.id, graph }], { markers: markersOf(thresholds) })],
    );

const markersOf = (thresholds: Thresholds | undefined): Marker[] => [
  ...(thresholds === undefined ? [] : [{ kind: 'error', value: thresholds.critical } as const]),
  ...(thresholds?.warning === undefined ? [] : [{ kind: 'warning', value: thresholds.warning } as const]),
];

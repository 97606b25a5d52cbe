import type { Measure } from '../query';
import { compositeMonitor, type MonitorKind, type MonitorSpec, metricMonitor } from './spec';

/** Calls in an hour on one road that cannot all be missing on the other by chance. */
export const HEARD_OF = 20;

/** What one road from a function to Datadog counts. */
export interface Road {
  readonly title: string;
  readonly shows: string;
  readonly measure: Measure;
}

export interface OneRoadSilent {
  /** Of the composite; its components are `<id>-called` and `<id>-heard`. */
  readonly id: string;
  readonly kind: MonitorKind;
  readonly parts: readonly string[];
  readonly title: string;
  readonly derivation: string;
  /** The road that still works. */
  readonly called: Road;
  /** The road that may be cut, and what one point on it, and none, mean. */
  readonly heard: Road & { readonly derivation: string; readonly silence: string };
}

/**
 * Tells when one of two roads has heard of calls and the other has not.
 *
 * Three monitors, because a ratio has no value when one side has no data at all, which is just what happens here. The
 * second component is in alert all day: that is how it says that its road is open.
 */
export function oneRoadSilent({ id, kind, parts, title, derivation, called, heard }: OneRoadSilent): MonitorSpec[] {
  const common = { kind, parts, severity: 'component', window: '1h' } as const;
  const { derivation: open, silence, ...listening } = heard;
  const calls = metricMonitor({
    ...common,
    ...called,
    id: `${id}-called`,
    thresholds: { critical: HEARD_OF },
    derivation: `${HEARD_OF} calls in an hour cannot all be missed by chance`,
    noData: { policy: 'ok', because: 'without calls nothing can be lost' },
  });
  const heardInTime = metricMonitor({
    ...common,
    ...listening,
    id: `${id}-heard`,
    thresholds: { critical: 0 },
    derivation: open,
    noData: { policy: 'ok', because: silence },
  });
  // both look at the same hour: otherwise the end of all traffic looks like lost telemetry to the one that is late
  const delay = Math.max(calls.evaluationDelaySeconds ?? 0, heardInTime.evaluationDelaySeconds ?? 0);
  const reports = delay > 0 ? { ...heardInTime, evaluationDelaySeconds: delay } : heardInTime;
  // what pages on the road that works still does, so nobody has to be woken for the other
  const lost = compositeMonitor({
    id,
    kind,
    title,
    severity: 'notify',
    query: `<${calls.id}> && !<${reports.id}>`,
    of: [calls, reports],
    derivation,
  });
  return [calls, reports, lost];
}

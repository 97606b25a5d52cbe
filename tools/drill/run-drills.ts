import { drill, quietWeek, type Scene } from './drill';
import type { Fault } from './faults';
import { type Totals, totalsOf, type Verdict, verdictOf } from './verdict';
import { metricsReadBy } from './watch';

export interface Drilled {
  readonly verdicts: readonly Verdict[];
  readonly totals: readonly Totals[];
  /** Alarms that were not evaluated, and why. */
  readonly notEvaluated: readonly { readonly alarm: string; readonly because: string }[];
  /** Metrics that some alarm reads and that nothing in these drills made: such an alarm has shown nothing. */
  readonly notSimulated: readonly string[];
}

/** Every fault in every scene. */
export function runDrills(scenes: readonly Scene[], faults: readonly Fault[]): Drilled {
  const made = new Set<string>();
  const verdicts: Verdict[] = [];
  for (const scene of scenes) {
    for (const metric of scene.ordinary.metrics) made.add(metric);
    for (const fault of faults) {
      const outcome = drill(scene, fault);
      for (const metric of outcome.metrics) made.add(metric);
      verdicts.push(verdictOf(outcome));
    }
  }
  const read = new Set(scenes.flatMap(({ alarms }) => [...metricsReadBy(alarms)]));
  return {
    verdicts,
    totals: scenes.map((scene) => totalsOf(scene.volume.name, verdicts, quietWeek(scene))),
    notEvaluated: (scenes[0]?.alarms ?? []).flatMap(({ id, rule }) =>
      rule.kind === 'not-evaluated' ? [{ alarm: id, because: rule.because }] : [],
    ),
    notSimulated: [...read].filter((metric) => !made.has(metric)).sort(),
  };
}

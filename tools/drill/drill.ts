import { readPlan, type Synthesized } from '../../stacks/checks/plan';
import { type Alarm, alarmsOf } from './alarms';
import { FAULTS, type Fault } from './faults';
import type { MetricStore } from './metric-store';
import { simulate } from './simulate';
import type { StackFacts } from './stack-facts';
import type { Volume } from './volumes';
import { type Change, watch } from './watch';

/** A stack under a volume of traffic, and what watches it. */
export interface Scene {
  readonly volume: Volume;
  readonly facts: StackFacts;
  readonly alarms: readonly Alarm[];
  /** Metrics of an ordinary week and what came before. */
  readonly ordinary: MetricStore;
}

/** What somebody is told, during a fault or an ordinary week. */
export interface Told {
  readonly alarm: Alarm;
  readonly group: string;
  /** Minutes after the beginning. */
  readonly after: number;
  readonly page: boolean;
  readonly receivers: readonly string[];
}

export interface Outcome {
  readonly fault: Fault;
  readonly volume: Volume;
  readonly told: readonly Told[];
  /** What was measured meanwhile. */
  readonly metrics: ReadonlySet<string>;
}

const DAY = 1_440;
/** The first two days fill the longest windows; the week after them is looked at. */
const LEAD_IN_DAYS = 2;
const ORDINARY_DAYS = 7;
/** Thursday, 10:00. */
const FAULT_AT = 3 * DAY + 600;
/** What is told so long after the end still belongs to the fault: polled metrics are late. */
const AFTERMATH_MINUTES = 90;

export function sceneOf(volume: Volume, facts: StackFacts, json: Synthesized): Scene {
  const alarms = alarmsOf(readPlan(json));
  const ordinary = simulate({
    facts,
    requestsPerMinute: volume.requestsPerMinute,
    from: 0,
    to: (LEAD_IN_DAYS + ORDINARY_DAYS) * DAY,
    seed: 20_261_102,
  });
  return { volume, facts, alarms, ordinary };
}

/** What is told in an ordinary week. */
export const quietWeek = ({ alarms, ordinary }: Scene): Told[] =>
  toldOf(watch(alarms, ordinary, LEAD_IN_DAYS * DAY, ordinary.to), LEAD_IN_DAYS * DAY);

export function drill({ volume, facts, alarms, ordinary }: Scene, fault: Fault): Outcome {
  const to = FAULT_AT + fault.minutes + AFTERMATH_MINUTES;
  const store = simulate({
    facts,
    requestsPerMinute: volume.requestsPerMinute,
    from: FAULT_AT,
    to,
    before: ordinary,
    conditionsAt: (minute) => (minute < FAULT_AT + fault.minutes ? fault.during(minute - FAULT_AT) : {}),
    seed: 7_919 + FAULTS.indexOf(fault),
  });
  return { fault, volume, told: toldOf(watch(alarms, store, FAULT_AT, to), FAULT_AT), metrics: store.metrics };
}

/** Changes that somebody hears of. Being told again of the same alert, and that it is over, is nothing new. */
const toldOf = (changes: readonly Change[], from: number): Told[] =>
  changes.flatMap(({ alarm, group, minute, state }) => {
    const receivers = state === 'ok' ? [] : alarm.receivers[state];
    return receivers.length === 0
      ? []
      : [{ alarm, group, after: minute - from, page: alarm.severity === 'page' && state === 'alert', receivers }];
  });

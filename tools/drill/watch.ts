import { metricsIn } from '../../stacks/checks/queries';
import type { Condition } from '../../stacks/checks/query-syntax/syntax-tree';
import type { Alarm, Rule, Sli } from './alarms';
import { type Limits, nextState, type State } from './alert-state';
import { counted, groupsIn, type Measured, measured } from './measure';
import type { MetricStore } from './metric-store';
import { max, min, NOTHING } from './nothing';

/** A change of state that a monitor tells of. */
export interface Change {
  readonly alarm: Alarm;
  readonly group: string;
  readonly minute: number;
  readonly state: State;
}

/** Datadog evaluates windows of a day and longer less often: https://docs.datadoghq.com/monitors/configuration/#evaluation-frequency */
const SLOW_WINDOW_MINUTES = 1_440;
const SLOW_EVERY_MINUTES = 30;
/** Minutes that the state of a monitor takes to settle before what it tells is counted. */
const SETTLING_MINUTES = 120;

type States = readonly State[];

/** Every change of state in [from, to) of every alarm, in order of time. Composites after what they are made of. */
export function watch(alarms: readonly Alarm[], store: MetricStore, from: number, to: number): Change[] {
  const start = max(from - SETTLING_MINUTES, earliest(store));
  const states = new Map<string, ReadonlyMap<string, States>>();
  const composites = alarms.filter(({ rule }) => rule.kind === 'composite');
  for (const alarm of alarms) {
    if (alarm.rule.kind !== 'composite') states.set(alarm.address, statesOf(alarm.rule, store, start, to));
  }
  for (const alarm of composites) {
    const tree = alarm.rule.kind === 'composite' ? alarm.rule.of.tree : undefined;
    if (tree?.kind === 'composite')
      states.set(alarm.address, new Map([['', compositeStates(tree.of, states, to - start)]]));
  }
  return alarms
    .flatMap((alarm) =>
      [...(states.get(alarm.address) ?? [])].flatMap(([group, track]) =>
        changesIn(track, from - start).map(({ at, state }) => ({ alarm, group, minute: start + at, state })),
      ),
    )
    .sort((a, b) => a.minute - b.minute);
}

const earliest = (store: MetricStore): number => (store.before === undefined ? store.from : earliest(store.before));

function changesIn(track: States, from: number): { readonly at: number; readonly state: State }[] {
  return track.flatMap((state, at) => (at >= max(from, 1) && state !== track[at - 1] ? [{ at, state }] : []));
}

function statesOf(rule: Rule, store: MetricStore, start: number, to: number): ReadonlyMap<string, States> {
  if (rule.kind === 'metric') {
    const span = { from: max(earliest(store), start - rule.minutes - rule.delayMinutes), to };
    return new Map(
      groupsIn(rule.expression, store).map((group): [string, States] => {
        const measure = measured(rule.expression, rule.aggregator, group, store, span);
        const every = rule.minutes >= SLOW_WINDOW_MINUTES ? SLOW_EVERY_MINUTES : 1;
        return [
          group.join(','),
          track(rule.limits, start, to, every, (now) => measure(now - rule.delayMinutes, rule.minutes, now)),
        ];
      }),
    );
  }
  if (rule.kind === 'burn-rate' || rule.kind === 'error-budget') {
    const bad = badShare(rule.slo, store, start, to, max(...rule.windows));
    const budget = 1 - rule.slo.target;
    const value =
      rule.kind === 'burn-rate'
        ? // both must burn: the slower of the two decides
          (now: number) => min(...rule.windows.map((minutes) => bad(now, minutes, now) / budget))
        : (now: number) => (100 * bad(now, rule.windows[0] ?? 0, now)) / budget;
    return new Map([['', track(rule.limits, start, to, 1, value)]]);
  }
  return new Map();
}

/**
 * Share of bad events. What lies before the first simulated minute was like an ordinary week: a month's budget is not that
 * of a service which began last Monday.
 */
function badShare(slo: Sli, store: MetricStore, start: number, to: number, longest: number): Measured {
  const span = { from: max(earliest(store), start - longest), to };
  const ordinary = { from: earliest(store), to: firstOf(store).to };
  const [good, all] = [slo.good, slo.all].map((of) => {
    const events = counted(of, store, span);
    const length = ordinary.to - ordinary.from;
    const inMinute = counted(of, firstOf(store), ordinary)(ordinary.to, length, ordinary.to + longest) / length;
    return (end: number, minutes: number, now: number): number =>
      events(end, minutes, now) + max(0, ordinary.from - (end - minutes)) * inMinute;
  });
  return (end, minutes, now) => {
    const events = all?.(end, minutes, now) ?? 0;
    return events === 0 ? NOTHING : 1 - (good?.(end, minutes, now) ?? 0) / events;
  };
}

const firstOf = (store: MetricStore): MetricStore => (store.before === undefined ? store : firstOf(store.before));

function track(limits: Limits, start: number, to: number, every: number, value: (now: number) => number): States {
  const states: State[] = [];
  let state: State = 'ok';
  for (let now = start; now < to; now += 1) {
    if ((now - start) % every === 0) state = nextState(state, value(now), limits);
    states.push(state);
  }
  return states;
}

/** In alert where its condition holds; a component counts when any of its groups is in alert. */
function compositeStates(
  condition: Condition,
  states: ReadonlyMap<string, ReadonlyMap<string, States>>,
  length: number,
): State[] {
  const holds = (of: Condition, at: number): boolean => {
    switch (of.kind) {
      case 'monitor':
        return [...(states.get(addressIn(of.id)) ?? new Map<string, States>()).values()].some(
          (track) => track[at] === 'alert',
        );
      case 'not':
        return !holds(of.of, at);
      case 'and':
        return of.of.every((part) => holds(part, at));
      default:
        return of.of.some((part) => holds(part, at));
    }
  };
  return Array.from({ length }, (_, at) => (holds(condition, at) ? 'alert' : 'ok'));
}

/** `${datadog_monitor.a.id}` -> `datadog_monitor.a` */
const addressIn = (reference: string): string => reference.replace(/^\$\{/, '').replace(/\.id\}$/, '');

/** Metrics that alarms read, which a drill must make. */
export const metricsReadBy = (alarms: readonly Alarm[]): ReadonlySet<string> =>
  new Set(
    alarms.flatMap(({ rule }) => {
      if (rule.kind === 'metric') return metricsIn(rule.expression).map(({ metric }) => metric);
      if (rule.kind === 'burn-rate' || rule.kind === 'error-budget')
        return [rule.slo.good, rule.slo.all].flatMap(metricsIn).map(({ metric }) => metric);
      return [];
    }),
  );

import { everyWindowIsLegal } from '../../../stacks/checks/every-window-is-legal';
import { minutesOf } from '../../../stacks/checks/query-syntax/window';
import { monitor, problems } from './facts';

const slo = { name: 's', thresholds: [{ timeframe: '30d', target: 95 }] };
const plan = (type: string, query: string) => ({
  plan: {
    resource: { datadog_service_level_objective: { slo }, datadog_monitor: { m: monitor({ type, query }) } },
  },
});
const ID = '${datadog_service_level_objective.slo.id}';
const burn = (rest: string) => `burn_rate("${ID}").over("30d")${rest}`;

it.each([
  ['query alert', 'sum(last_3d):sum:a{b:c}.as_count() > 5', /a window of 3d is not between 1m and 48h/],
  ['query alert', 'sum(last_five):sum:a{b:c}.as_count() > 5', /a window of five is not/],
  ['query alert', 'median(last_5m):avg:a{b:c} > 5', /"median" is none of avg, sum, min, max, percentile/],
  ['query alert', 'avg(last_5m):sum:a{b:c}.as_count() > 5', /counts are summed over a window, got "avg"/],
  ['log alert', 'logs("x").index("*").rollup("count").last("7d") > 5', /a window of 7d is not/],
  ['query alert', burn('.long_window("1h").short_window("5m") > 14.4'), /its query is none of a "query alert"/],
  ['slo alert', 'sum(last_5m):sum:a{b:c}.as_count() > 5', /its query is none of a "slo alert"/],
  ['slo alert', burn('.long_window("72h").short_window("6h") > 1'), /a long window of 72h is not between 1h and 48h/],
  ['slo alert', burn('.long_window("1h").short_window("1h") > 6'), /the short window 1h is not shorter/],
  ['slo alert', burn('.long_window("1h").short_window("5m") > 20.1'), /a budget for 95 % burns at most 20\.00 times/],
  ['slo alert', `error_budget("${ID}").over("30d") > 101`, /101 % of an error budget can never be gone/],
  ['slo alert', `error_budget("${ID}").over("7d") > 50`, /no target over "7d", only over 30d/],
  ['slo alert', 'error_budget("gone").over("30d") > 50', /about no SLO of this plan/],
  ['slo alert', `budget("${ID}").over("30d") > 50`, /neither a burn_rate nor an error_budget/],
])('finds what Datadog refuses in a %s: %s', (type, query, expected) => {
  expect(problems(everyWindowIsLegal, plan(type, query))).toEqual([expect.stringMatching(expected)]);
});

it.each([
  ['query alert', 'sum(last_2d):sum:a{b:c}.as_count() > 5'],
  ['metric alert', 'avg(last_5m):avg:a{b:c} > 5'],
  ['query alert', "max(next_1w):forecast(avg:a{b:c}, 'linear', 1) > 5"],
  ['log alert', 'logs("x").index("*").rollup("count").last("5m") > 5'],
  ['service check', '"up".over("*").last(2).count_by_status()'],
  ['slo alert', burn('.long_window("1h").short_window("5m") > 20')],
  ['slo alert', `error_budget("${ID}").over("30d") > 75`],
  ['composite', '${datadog_monitor.a.id} && ${datadog_monitor.b.id}'],
])('accepts a %s: %s', (type, query) => expect(problems(everyWindowIsLegal, plan(type, query))).toEqual([]));

it('knows how long a window is', () => {
  expect(['5m', '1h', '2d', '1w', 'x', '5'].map(minutesOf)).toEqual([5, 60, 2_880, 10_080, undefined, undefined]);
});

import {
  everyKindHasAnArticle,
  everyMonitorLinksItsArticle,
} from '../../../stacks/checks/every-monitor-has-an-article';
import { thresholdsAgree } from '../../../stacks/checks/thresholds-agree';
import { monitor, monitors, problems } from './facts';

describe('everyKindHasAnArticle', () => {
  it('finds a monitor without a kind, and a kind without an article once', () => {
    const other = monitor({ tags: ['kind:function-error'] });
    expect(problems(everyKindHasAnArticle, monitors({ none: monitor({ tags: [] }), a: other, b: other }))).toEqual([
      'datadog_monitor.none: "chat fails" has no tag kind:<kind>',
      'docs/runbook/function-error.md: there is no such article; monitors of this kind: 2',
    ]);
  });

  it('accepts a kind that has an article', () => {
    expect(problems(everyKindHasAnArticle, monitors({ m: monitor() }))).toEqual([]);
  });
});

describe('everyMonitorLinksItsArticle', () => {
  it.each(['It fails.', 'https://example.com/other-function-errors.md', 'https://example.com/function-errors'])(
    'finds the message "%s"',
    (message) => {
      expect(problems(everyMonitorLinksItsArticle, monitors({ m: monitor({ message }) }))).toHaveLength(1);
    },
  );

  it('finds a component without one: somebody who looks for a cause reads it', () => {
    const component = monitor({ message: '', tags: ['severity:component', 'kind:function-errors'] });
    expect(problems(everyMonitorLinksItsArticle, monitors({ component }))).toHaveLength(1);
  });

  it('accepts a message that links its article, with or without a heading', () => {
    const message = 'See https://example.com/docs/runbook/function-errors.md.';
    expect(problems(everyMonitorLinksItsArticle, monitors({ a: monitor(), b: monitor({ message }) }))).toEqual([]);
  });
});

describe('thresholdsAgree', () => {
  it.each([
    ['no comparison', { query: 'avg:a{env:prod}' }, /does not end in a comparison/],
    ['no thresholds', { monitor_thresholds: undefined }, /no critical threshold/],
    [
      'another number in its thresholds',
      { monitor_thresholds: { critical: 6 } },
      /the query says 5, the thresholds say 6/,
    ],
    [
      'a warning beyond the critical',
      { monitor_thresholds: { critical: 5, warning: 6 } },
      /the warning 6 must lie below 5/,
    ],
    [
      'a recovery on the wrong side',
      { monitor_thresholds: { critical: 5, critical_recovery: 5 } },
      /the recovery 5 must lie below 5/,
    ],
    [
      'a recovery of a warning that it does not have',
      { monitor_thresholds: { critical: 5, warning_recovery: 1 } },
      /recovery of the warning/,
    ],
  ])('finds a monitor with %s', (_, given, expected) => {
    expect(problems(thresholdsAgree, monitors({ m: monitor(given) }))).toEqual([expect.stringMatching(expected)]);
  });

  it('finds a warning on the wrong side of a monitor that alerts downwards', () => {
    const m = monitor({ query: 'avg(last_5m):avg:a{env:prod} < 5', monitor_thresholds: { critical: 5, warning: 4 } });
    expect(problems(thresholdsAgree, monitors({ m }))).toEqual([expect.stringMatching(/must lie above 5/)]);
  });

  it('accepts thresholds that agree, and composites, which have none', () => {
    const composite = monitor({
      type: 'composite',
      query: '${datadog_monitor.m.id} && 1',
      monitor_thresholds: undefined,
    });
    const m = monitor({
      monitor_thresholds: { critical: '5.0', warning: '4', critical_recovery: '3', warning_recovery: '2' },
    });
    expect(problems(thresholdsAgree, monitors({ m, composite }))).toEqual([]);
  });
});

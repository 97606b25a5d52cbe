import { evaluationMonitors } from '../../../stacks/datadog/monitors/evaluation';
import { slosFor } from '../../../stacks/datadog/slos/spec';
import { CONTEXT, judge, PARTS } from './parts';

const others = PARTS.filter(({ id }) => id !== judge.id);
const of = (kind: string, everyMinutes = 60, requirements = CONTEXT.requirements) =>
  evaluationMonitors({ ...CONTEXT, requirements, parts: [...others, { ...judge, everyMinutes }] }).find(
    (spec) => spec.kind === kind,
  );

describe('the quality of answers', () => {
  it('is watched where somebody judges, and nowhere else', () => {
    const kinds = evaluationMonitors(CONTEXT).map(({ kind, severity }) => [kind, severity]);
    expect(kinds).toEqual([
      ['quality-low', 'notify'],
      ['evaluation-behind', 'notify'],
      ['judge-unclear', 'notify'],
      ['samples-lost', 'notify'],
    ]);
    expect(evaluationMonitors({ ...CONTEXT, parts: others })).toEqual([]);
    expect(slosFor({ ...CONTEXT, parts: others }).map(({ id }) => id)).not.toContain('quality');
  });

  it('is low where a model fails twice as often as is allowed, among enough', () => {
    expect(of('quality-low')).toMatchObject({ thresholds: { critical: 0.2 }, groupedBy: 'model_alias' });
    expect(of('quality-low')?.query).toBe(
      'sum(last_4h):sum:llm_service.quality.evaluations{env:prod,service:gateway,result:fail} by {model_alias}.as_count() / (sum:llm_service.quality.evaluations{env:prod AND service:gateway AND result IN (pass, fail)} by {model_alias}.as_count() + 20) > 0.2',
    );
  });

  it('is low at half where nothing is promised, or so little that twice of it is more', () => {
    const { requirements } = CONTEXT;
    if (requirements === undefined) throw new Error('the context has requirements');
    const { quality: _, ...silent } = requirements;
    expect(of('quality-low', 60, silent)?.thresholds?.critical).toBe(0.5);
    expect(of('quality-low', 60, { ...silent, quality: { passedShare: 0.6 } })?.thresholds?.critical).toBe(0.5);
  });

  it.each([
    [5, '1h', 20],
    [60, '4h', 240],
    [360, '1d', 1_440],
    [1_440, '2d', 5_760],
  ])('lags behind after four runs, one in %i minutes, and when there are none', (everyMinutes, window, critical) => {
    const behind = of('evaluation-behind', everyMinutes);
    expect(behind?.query).toMatch(new RegExp(`^min\\(last_${window}\\):min:llm_service\\.quality\\.oldest_sample`));
    expect(behind).toMatchObject({ thresholds: { critical }, noData: { policy: 'notify' } });
  });
});

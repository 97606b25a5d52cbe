import { cacheMonitors } from '../../../stacks/datadog/monitors/cache';
import { CONTEXT } from './parts';

describe('the response cache', () => {
  it('is watched where there is one', () => {
    const [errors, ...more] = cacheMonitors(CONTEXT);
    expect(more).toEqual([]);
    expect(errors).toMatchObject({ kind: 'cache-errors', severity: 'notify', thresholds: { critical: 0.1 } });
    expect(errors?.query).toContain('result IN (error, not-stored)');
  });

  it('is not where there is none', () => {
    const parts = CONTEXT.parts.filter((part) => part.kind !== 'table');
    expect(cacheMonitors({ ...CONTEXT, parts })).toEqual([]);
  });
});

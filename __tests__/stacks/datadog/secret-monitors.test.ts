import { ROTATION_FAILURES } from '../../../handlers/contract/rotation';
import { CONTEXT, firstOf, ofKind, PARTS } from './parts';

describe('a key that is rotated', () => {
  it('is told of whatever goes wrong with it, by any of the outcomes there are', () => {
    const { query, parts } = firstOf('rotation-failed');
    for (const outcome of Object.keys(ROTATION_FAILURES)) expect(query).toContain(outcome);
    expect(query).not.toMatch(/\b(ok|kept)\b/);
    expect(parts).toContain('datadog-api-key');
  });

  it('is overdue three days after its schedule, or when nothing is heard of it for a day', () => {
    const { query, noData } = firstOf('rotation-overdue');
    expect(query).toBe('max(last_1d):max:llm_service.secret.age{env:prod,service:gateway,secret:datadog-api-key} > 33');
    expect(noData.policy).toBe('notify');
  });

  it('is watched as before where nobody rotates it', () => {
    const parts = PARTS.map((part) => {
      if (part.kind !== 'secret') return part;
      const { renewal: _, ...without } = part;
      return { ...without, scope: CONTEXT.parts.flatMap(({ kind, scope }) => (kind === 'function' ? scope : [])) };
    });
    expect(ofKind('rotation-overdue', { parts })).toEqual([]);
    expect(firstOf('telemetry-lost', { parts }).parts).toBeDefined();
  });
});

describe('a key that a person renews', () => {
  it('says so two weeks ahead, and alerts on its last day', () => {
    const { thresholds, severity, parts } = firstOf('application-key-age');
    expect(thresholds).toEqual({ critical: 90, warning: 76 });
    expect(severity).toBe('notify');
    expect(parts).toEqual(['datadog-application-key']);
  });
});

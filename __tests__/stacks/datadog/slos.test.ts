import * as fc from 'fast-check';
import { JUDGED_LATENCIES } from '../../../handlers/contract/metrics';
import { BURN_WINDOWS, burnWindowsFor, mostBurn, sloAlerts } from '../../../stacks/datadog/slos/alerts';
import { slosFor, targetPercent } from '../../../stacks/datadog/slos/spec';
import { CONTEXT } from './parts';

const slos = slosFor(CONTEXT);
const [availability, latency] = slos;

describe('SLOs', () => {
  it('are what the requirements promise, of what the gateway and the function count', () => {
    expect(slos.map(({ id, target, parts }) => ({ id, target, parts }))).toEqual([
      { id: 'availability', target: 0.995, parts: ['api'] },
      { id: 'latency', target: 0.95, parts: [] },
      { id: 'quality', target: 0.9, parts: [] },
    ]);
    expect(availability?.numerator).toBe(
      'sum:aws.apigateway.count{apiname:gateway-prod-api,stage:live}.as_count() - sum:aws.apigateway.5xxerror{apiname:gateway-prod-api,stage:live}.as_count()',
    );
    expect(latency?.numerator).toBe(
      'sum:llm_service.chat.requests{env:prod,service:gateway,latency:within}.as_count()',
    );
    expect(latency?.denominator).toBe(
      'sum:llm_service.chat.requests{env:prod AND service:gateway AND latency IN (within, over)}.as_count()',
    );
  });

  it('count a caller who has gone neither as good nor as bad', () => {
    for (const { numerator, denominator } of slos) expect(`${numerator} ${denominator}`).not.toMatch(/gone/);
    expect(JUDGED_LATENCIES).not.toContain('gone');
  });

  it('are none without requirements', () => {
    expect(slosFor({ ...CONTEXT, requirements: undefined })).toEqual([]);
  });

  it('have targets in percent without the tail of a binary fraction', () => {
    expect(targetPercent({ target: 0.9995 })).toBe(99.95);
    expect(targetPercent({ target: 0.995 })).toBe(99.5);
  });
});

describe('alerts of an SLO', () => {
  it('are the windows that Datadog recommends for 30 days, and one on the budget', () => {
    expect(
      slos
        .slice(0, 1)
        .flatMap(sloAlerts)
        .map(({ query, severity }) => [query, severity]),
    ).toEqual([
      ['burn_rate("<availability>").over("30d").long_window("1h").short_window("5m") > 14.4', 'component'],
      ['burn_rate("<availability>").over("30d").long_window("6h").short_window("30m") > 6', 'component'],
      ['burn_rate("<availability>").over("30d").long_window("24h").short_window("120m") > 3', 'notify'],
      ['error_budget("<availability>").over("30d") > 75', 'notify'],
    ]);
  });

  it('leave out a window that only an outage of nearly everything could reach', () => {
    const burns = (target: number) => burnWindowsFor({ target }).map(({ burn }) => burn);
    expect(burns(0.95)).toEqual([14.4, 6, 3]);
    expect(burns(0.93)).toEqual([6, 3]);
    expect(burns(0.9)).toEqual([6, 3]);
    expect(burns(0.6)).toEqual([]);
  });

  it('are never above what Datadog accepts, and always reachable, for any target', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 0.99999, noNaN: true }), (target) =>
        burnWindowsFor({ target }).every(({ burn }) => burn > 0 && burn <= 1 / (1 - target) && burn < mostBurn(target)),
      ),
    );
  });

  it('wait for enough to be judged, and wake nobody for what is a sample', () => {
    const alerts = slos.filter(({ id }) => id === 'quality').flatMap(sloAlerts);
    expect(alerts.map(({ query, severity }) => [query, severity])).toEqual([
      ['burn_rate("<quality>").over("30d").long_window("24h").short_window("120m") > 3', 'notify'],
      ['error_budget("<quality>").over("30d") > 75', 'notify'],
    ]);
    const often = slos.slice(-1).map((slo) => ({ ...slo, sampledEveryMinutes: 5 }));
    expect(often.flatMap(sloAlerts).map(({ severity }) => severity)).not.toContain('page');
  });

  it('are on the budget alone when no window is left', () => {
    const low = slos.slice(0, 1).map((slo) => ({ ...slo, target: 0.6 }));
    expect(low.flatMap(sloAlerts).map(({ kind }) => kind)).toEqual(['slo-error-budget']);
  });

  it('look 48 hours back at most, and at less in their short window', () => {
    const minutes = (text: string) => Number.parseInt(text, 10) * (text.endsWith('h') ? 60 : 1);
    for (const { long, short } of BURN_WINDOWS) {
      expect(minutes(long)).toBeGreaterThanOrEqual(60);
      expect(minutes(long)).toBeLessThanOrEqual(48 * 60);
      expect(minutes(short)).toBe(minutes(long) / 12);
    }
  });
});

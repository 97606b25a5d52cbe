import * as fc from 'fast-check';
import { CATALOGUE, factsOfMetric, type MetricName } from '../../../stacks/datadog/metric-catalogue';
import {
  above,
  count,
  delayOf,
  level,
  minimumVolumeFor,
  numberText,
  plain,
  ratio,
  shareOf,
} from '../../../stacks/datadog/query';

const errors = count('aws.apigateway.5xxerror', { apiname: 'a', stage: 'live' });
const all = count('aws.apigateway.count', { apiname: 'a', stage: 'live' });

describe('a query', () => {
  it('counts, or reads a level, of a metric within a scope', () => {
    expect(errors.text).toBe('sum:aws.apigateway.5xxerror{apiname:a,stage:live}.as_count()');
    expect(level('max', 'aws.lambda.enhanced.max_memory_used', { functionname: 'f' }).text).toBe(
      'max:aws.lambda.enhanced.max_memory_used{functionname:f}',
    );
  });

  it('takes any of several values, and then has words between its terms, because Datadog does not mix them with commas', () => {
    expect(count('llm_service.model.calls', { env: 'prod', outcome: ['throttled', 'internal'] }).text).toBe(
      'sum:llm_service.model.calls{env:prod AND outcome IN (throttled, internal)}.as_count()',
    );
    expect(count('llm_service.model.calls', { env: 'prod', outcome: ['ok'] }).text).toContain('{env:prod,outcome:ok}');
  });

  it('is narrowed by the variables of a dashboard, and drawn by tag', () => {
    expect(count('llm_service.cost.usd', { env: 'prod' }, { variables: ['model'], by: ['model_alias'] }).text).toBe(
      'sum:llm_service.cost.usd{env:prod,$model} by {model_alias}.as_count()',
    );
  });

  it('refuses an empty list, which nothing can match', () => {
    expect(() => count('llm_service.model.calls', { outcome: [] })).toThrow('empty list');
  });

  it('does not compile with an unknown metric, a tag that the metric lacks, or a sum of levels', () => {
    // @ts-expect-error there is no such metric
    count('aws.apigateway.5xx', {});
    // @ts-expect-error chat requests are not counted by model
    count('llm_service.chat.requests', { model_alias: 'fast' });
    // @ts-expect-error latencies do not add up
    count('aws.apigateway.latency.p95', {});
    // @ts-expect-error no percentile of a distribution that has none
    level('p95', 'llm_service.model.latency', {});
    expect(CATALOGUE).not.toHaveProperty(['aws.apigateway.5xx']);
  });
});

describe('a ratio', () => {
  it('holds its minimum volume, and is drawn without it', () => {
    const measure = ratio(errors, all, 190);
    expect(measure.text).toBe(`${errors.text} / (${all.text} + 190)`);
    expect(measure.graph).toEqual({ queries: [errors.text, all.text], formula: 'query1 / query2' });
    expect(shareOf(errors, all, 10).text).toBe(`${errors.text} / (${errors.text} + ${all.text} + 10)`);
  });

  it('is made of counts only', () => {
    const latency = level('avg', 'aws.apigateway.latency.p95', { apiname: 'a' });
    expect(() => ratio(latency, all, 1)).toThrow('made of counts');
    expect(() => shareOf(all, latency, 1)).toThrow('made of counts');
  });

  it('needs at least so many failures, however many calls there are', () => {
    const share = fc.double({ min: 0.001, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(
        share,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 100_000 }),
        (limit, least, good) => {
          const volume = minimumVolumeFor(least, limit);
          const fewer = least - 1;
          return fewer / (fewer + good + volume) < limit;
        },
      ),
    );
  });

  it('reaches the threshold with one failure more than the least, when every call fails', () => {
    const volume = minimumVolumeFor(10, 0.05);
    expect(volume).toBe(190);
    expect(11 / (11 + volume)).toBeGreaterThan(0.05);
  });
});

describe('what a monitor compares', () => {
  it('is a window of a measure against a number', () => {
    expect(above(plain(errors), 'sum', '5m', 3)).toBe(`sum(last_5m):${errors.text} > 3`);
  });

  it('refuses to sum levels, or to do anything else with counts, which Datadog does not take', () => {
    const latency = plain(level('avg', 'aws.apigateway.latency.p95', { apiname: 'a' }));
    expect(() => above(latency, 'sum', '5m', 1)).toThrow('levels are not summed');
    expect(() => above(plain(errors), 'max', '5m', 1)).toThrow('counts are summed');
  });

  it('writes numbers without exponent or tail', () => {
    expect(numberText(10 * (1 - 0.995))).toBe('0.05');
    expect(numberText(1e6)).toBe('1000000');
  });

  it('waits for the slowest metric', () => {
    expect(delayOf(['aws.lambda.enhanced.errors', 'aws.lambda.invocations'])).toBe(900);
    expect(delayOf([])).toBe(0);
  });
});

describe('the catalogue of metrics', () => {
  it('says of each metric where it is written down, and how late it comes', () => {
    for (const name of Object.keys(CATALOGUE) as MetricName[]) {
      const { source, delaySeconds, tags, unit } = factsOfMetric(name);
      expect(source).toMatch(/^(https:\/\/|handlers\/contract\/)/);
      expect(delaySeconds).toBe(/^aws\.(?!lambda\.enhanced)/.test(name) ? 900 : 60);
      expect(tags.length).toBeGreaterThan(0);
      expect(unit).not.toBe('');
    }
  });
});

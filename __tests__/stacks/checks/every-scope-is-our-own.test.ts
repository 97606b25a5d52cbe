import { everyScopeIsOurOwn } from '../../../stacks/checks/every-scope-is-our-own';
import { functionPart, monitor, monitors, problems } from './facts';

const parts = [functionPart()];
const watching = (query: string, severity = 'page') =>
  monitors({ m: monitor({ query: `sum(last_5m):${query} > 5`, tags: [`severity:${severity}`] }) });

describe('everyScopeIsOurOwn', () => {
  it('finds a query that counts every environment', () => {
    expect(problems(everyScopeIsOurOwn, { parts, ...watching('sum:a.b{service:gateway}') })).toEqual([
      expect.stringMatching(/a\.b is read for all environments at once/),
    ]);
  });

  it('finds a query that only leaves out another environment', () => {
    expect(problems(everyScopeIsOurOwn, { parts, ...watching('sum:a.b{service:gateway,!env:dev}') })).toHaveLength(1);
  });

  it('finds a page on a model that others call too', () => {
    expect(problems(everyScopeIsOurOwn, { parts, ...watching('sum:aws.bedrock.invocations{modelid:m}') })).toEqual([
      expect.stringMatching(/must not page/),
    ]);
  });

  it('finds a shared tag without env where the metric has it', () => {
    expect(
      problems(everyScopeIsOurOwn, { parts, ...watching('sum:ml_obs.span{ml_app:gateway}', 'notify') }),
    ).toHaveLength(1);
  });

  it('finds an SLO that counts every environment', () => {
    const slo = {
      name: 's',
      type: 'metric',
      query: { numerator: 'sum:a{env:prod}', denominator: 'sum:a{service:gateway}' },
    };
    const plan = { resource: { datadog_service_level_objective: { slo } } };
    expect(problems(everyScopeIsOurOwn, { plan })).toHaveLength(1);
  });

  it.each([
    ['sum:a.b{env:prod,service:gateway}', 'page'],
    ['sum:aws.lambda.errors{functionname:gateway-prod-chat}', 'page'],
    ['sum:aws.lambda.errors{resource:gateway-prod-chat:live}', 'page'],
    ['sum:aws.bedrock.invocations{modelid:m}', 'notify'],
    ['sum:ml_obs.span{ml_app:gateway,env:prod}', 'page'],
  ])('accepts %s with severity %s', (query, severity) => {
    expect(problems(everyScopeIsOurOwn, { parts, ...watching(query, severity) })).toEqual([]);
  });
});
